import type { ColumnSpec } from '../define-table.ts';

// PostgreSQL's binary COPY format: signature, flags, extension length; then per row a field count and per
// field its length and bytes; a count of -1 ends it. https://www.postgresql.org/docs/current/sql-copy.html

/** What comes before the rows. */
export const copySignature = Buffer.from('5047434f50590aff0d0a000000000000000000', 'hex');

/** What comes after them. */
export const copyEnd = Buffer.from('ffff', 'hex');

/** 2000-01-01 in Unix milliseconds, PostgreSQL's epoch. */
const EPOCH_MS = 946_684_800_000;

// A call into the runtime's encoder costs more than this many characters.
const SHORT_TEXT = 40;

/** Rows in that format, without its head and end; grows as it is written. */
export class CopyBuffer {
  #buffer = Buffer.allocUnsafe(1 << 17);
  #length = 0;
  #lastTime = '';
  #lastMicroseconds = 0;

  #reserve(bytes: number): void {
    if (this.#length + bytes <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, this.#length + bytes));
    this.#buffer.copy(larger, 0, 0, this.#length);
    this.#buffer = larger;
  }

  // Byte by byte: Buffer's own writers check every value once more, which a million rows of twenty fields feel.
  #put32(value: number): void {
    const buffer = this.#buffer;
    const at = this.#length;
    buffer[at] = value >>> 24;
    buffer[at + 1] = value >>> 16;
    buffer[at + 2] = value >>> 8;
    buffer[at + 3] = value;
    this.#length = at + 4;
  }

  startRow(fields: number): void {
    this.#reserve(2);
    this.#length = this.#buffer.writeInt16BE(fields, this.#length);
  }

  writeField(type: ColumnSpec['type'], value: unknown): void {
    if (value === null || value === undefined) {
      this.#reserve(4);
      this.#put32(-1);
    } else if (type === 'int8') this.#writeInt8(value as number);
    else if (type === 'text') this.#writeText(value as string);
    else if (type === 'bool') this.#writeBool(value as boolean);
    else this.#writeTime(value as string);
  }

  #writeInt8(value: number): void {
    this.#reserve(12);
    const high = Math.floor(value / 0x1_0000_0000);
    this.#put32(8);
    this.#put32(high);
    this.#put32(value - high * 0x1_0000_0000);
  }

  #writeText(value: string): void {
    // UTF-8 takes at most three bytes per UTF-16 unit.
    this.#reserve(4 + value.length * 3);
    const start = this.#length;
    if (value.length <= SHORT_TEXT && this.#writeAscii(value, start + 4)) {
      this.#put32(value.length);
      this.#length = start + 4 + value.length;
      return;
    }
    const bytes = this.#buffer.write(value, start + 4, 'utf8');
    this.#put32(bytes);
    this.#length = start + 4 + bytes;
  }

  /** False, with nothing that counts written, when the text is more than ASCII. */
  #writeAscii(value: string, at: number): boolean {
    const buffer = this.#buffer;
    for (let index = 0; index < value.length; index += 1) {
      const unit = value.charCodeAt(index);
      if (unit > 0x7f) return false;
      buffer[at + index] = unit;
    }
    return true;
  }

  #writeBool(value: boolean): void {
    this.#reserve(5);
    this.#put32(1);
    this.#buffer[this.#length] = value ? 1 : 0;
    this.#length += 1;
  }

  #writeTime(value: string): void {
    if (value !== this.#lastTime) {
      this.#lastTime = value;
      this.#lastMicroseconds = (Date.parse(value) - EPOCH_MS) * 1000;
    }
    this.#writeInt8(this.#lastMicroseconds);
  }

  bytes(): Buffer {
    return this.#buffer.subarray(0, this.#length);
  }
}
