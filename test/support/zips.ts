import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { crc32, deflateRawSync } from 'node:zlib';
import { onTestFinished } from 'vitest';
import yazl from 'yazl';

/** Writes bytes to a file that goes away with the test; returns its path. */
export async function temporaryFile(bytes: Uint8Array | string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'rollcall-upload-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, 'stored');
  await writeFile(path, bytes);
  return path;
}

/** A zip as ordinary programs make it: path to content, a path ending in `/` is a directory. */
export async function ordinaryZip(files: Readonly<Record<string, string>>): Promise<Buffer> {
  const zip = new yazl.ZipFile();
  for (const [path, content] of Object.entries(files)) {
    if (path.endsWith('/')) zip.addEmptyDirectory(path);
    else zip.addBuffer(Buffer.from(content), path);
  }
  zip.end();
  return buffer(zip.outputStream);
}

/** A member no ordinary program writes; what is left out is as it should be. */
export interface OddMember {
  readonly name: string | Uint8Array;
  readonly content?: string | Uint8Array;
  readonly unix_mode?: number;
  readonly flags?: number;
  readonly method?: number;
  readonly declared_bytes?: number;
  readonly crc?: number;
  readonly extra?: Uint8Array;
}

/** A zip with members just as given, by hand: yazl rightly refuses to write most of them. */
export function oddZip(members: readonly OddMember[]): Buffer {
  const local: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const member of members) {
    const name = Buffer.from(member.name);
    const content = Buffer.from(member.content ?? 'a\n');
    const packed = (member.method ?? 8) === 0 ? content : deflateRawSync(content);
    const extra = Buffer.from(member.extra ?? []);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(member.flags ?? 0, 2);
    common.writeUInt16LE(member.method ?? 8, 4);
    common.writeUInt32LE(member.crc ?? crc32(content), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(member.declared_bytes ?? content.length, 18);
    common.writeUInt16LE(name.length, 22);
    common.writeUInt16LE(extra.length, 24);
    const attributes = Buffer.alloc(14);
    attributes.writeUInt32LE(((member.unix_mode ?? 0o100644) << 16) >>> 0, 6);
    attributes.writeUInt32LE(offset, 10);
    const made_by_unix = Buffer.from([0x14, 3]);
    local.push(Buffer.from('PK\x03\x04'), common, name, extra, packed);
    central.push(Buffer.from('PK\x01\x02'), made_by_unix, common, attributes, name, extra);
    offset += 30 + name.length + extra.length + packed.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(members.length, 4);
  end.writeUInt16LE(members.length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...local, directory, Buffer.from('PK\x05\x06'), end]);
}
