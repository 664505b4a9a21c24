import { flattened } from '../../format/index.ts';
import { grown } from './grown.ts';
import type { CellHashes } from './record-cells.ts';
import type { LoginRecord } from './records.ts';

/** Where the cells of a login stand in its record; -1 for none. */
export interface LoginCells {
  readonly id: number;
  readonly login_id: number;
  readonly integration_id: number;
}

const first_capacity = 1024;

/**
 * The IDs and names of people about whom there was nothing to say, as their bytes: few of them are asked for, and as
 * texts of their own they would take five times the memory, and most of the time to make them.
 */
export class PlainLogins {
  #bytes = Buffer.alloc(32 * first_capacity);
  #size = 0;
  /** By the number of the login. */
  #from = new Int32Array(first_capacity);
  #lengths = new Uint8Array(3 * first_capacity);
  #suspended = new Uint8Array(first_capacity);

  /** Keeps the cells, none of them longer than 255 bytes. */
  add(
    number: number,
    cells: CellHashes,
    { id, login_id, integration_id }: LoginCells,
    is_suspended: boolean,
  ): void {
    if (number >= this.#from.length) this.#growNumbers(number);
    this.#from[number] = this.#size;
    this.#lengths[3 * number] = this.#keep(cells, id);
    this.#lengths[3 * number + 1] = this.#keep(cells, login_id);
    this.#lengths[3 * number + 2] = integration_id < 0 ? 0 : this.#keep(cells, integration_id);
    this.#suspended[number] = is_suspended ? 1 : 0;
  }

  /** The login with this number, of this person. */
  read(number: number, person: number): LoginRecord {
    const from = this.#from[number] as number;
    const id_end = this.#lengths[3 * number] as number;
    const login_end = id_end + (this.#lengths[3 * number + 1] as number);
    const end = login_end + (this.#lengths[3 * number + 2] as number);
    const text = this.#bytes.toString('utf8', from, from + end);
    // Of ASCII the letters lie where the bytes do.
    const part = (start: number, stop: number) =>
      text.length === end ? text.slice(start, stop) : this.#bytes.toString('utf8', from + start, from + stop);
    return {
      id: flattened(part(0, id_end)),
      integration_id: end === login_end ? null : flattened(part(login_end, end)),
      number,
      person,
      login_id: flattened(part(id_end, login_end)),
      provider_id: null,
      state: this.#suspended[number] === 1 ? 'suspended' : 'active',
    };
  }

  #keep({ bytes, from, length }: CellHashes, at: number): number {
    const count = length[at] as number;
    const start = from[at] as number;
    if (this.#size + count > this.#bytes.length)
      this.#bytes = Buffer.concat([this.#bytes, Buffer.alloc(this.#bytes.length)]);
    for (let place = 0; place < count; place += 1)
      this.#bytes[this.#size + place] = bytes[start + place] as number;
    this.#size += count;
    return count;
  }

  #growNumbers(number: number): void {
    const capacity = Math.max(number + 1, 2 * this.#from.length);
    this.#from = grown(this.#from, new Int32Array(capacity));
    this.#lengths = grown(this.#lengths, new Uint8Array(3 * capacity));
    this.#suspended = grown(this.#suspended, new Uint8Array(capacity));
  }
}
