import { createHash, type Hash, randomUUID } from 'node:crypto';
import { type Readable, Transform } from 'node:stream';
import type { Storage } from '../../storage/index.ts';
import { ApiError } from '../errors.ts';

/** A file in the storage that no row speaks of yet. */
export interface HeldUpload {
  readonly storage_key: string;
  readonly size_bytes: number;
  /** Null unless it was asked for. */
  readonly sha256: string | null;
}

/** Passes bytes through until there are too many. */
function bounded(max_bytes: number, hash: Hash | null): Transform {
  let passed_bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      passed_bytes += chunk.length;
      hash?.update(chunk);
      if (passed_bytes > max_bytes) done(new ApiError('upload_too_large', { params: { max_bytes } }));
      else done(null, chunk);
    },
  });
}

/** Streams a file into the storage; nothing stays there when it is too large or breaks off. */
export async function holdUpload(
  storage: Storage,
  data: Readable,
  { max_bytes, digest }: { readonly max_bytes: number; readonly digest: boolean },
): Promise<HeldUpload> {
  const storage_key = `uploads/${randomUUID()}`;
  const hash = digest ? createHash('sha256') : null;
  const limited = bounded(max_bytes, hash);
  const breakOff = () => limited.destroy(data.errored ?? new Error('The upload broke off.'));
  // Not `pipeline`: it destroys a request whose body it cannot pass on, and nobody would get an answer.
  data.on('error', breakOff);
  data.on('close', () => {
    if (!data.readableEnded) breakOff();
  });
  // It may have broken off before anybody listened.
  if (data.destroyed) breakOff();
  data.pipe(limited);
  try {
    const { size_bytes } = await storage.write(storage_key, limited);
    return { storage_key, size_bytes, sha256: hash?.digest('hex') ?? null };
  } catch (error) {
    data.unpipe(limited);
    throw error;
  }
}
