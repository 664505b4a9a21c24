import type { Readable } from 'node:stream';
import type { Message } from '../../format/index.ts';

/** A CSV file of an upload. */
export interface UploadFile {
  /** As messages name it: the path from the root of the zip, or the name of a CSV file uploaded alone. */
  readonly path: string;
  /** The last part of the path: what messages name when the import runs in the background. */
  readonly base_name: string;
  /** Unpacked. A zip member that turns out longer or shorter fails as an `UnreadableZipError`. */
  readonly size_bytes: number;
  /** The bytes from the beginning; can be called again, also while another reading goes on. */
  read(): Promise<Readable>;
  /** The same for who is done with each chunk before asking for the next: their memory is used again. */
  readonly chunks?: () => AsyncIterable<Uint8Array>;
}

/** What an upload holds. `close` ends the access to the files. */
export interface OpenedUpload {
  /** In the order of their paths, none of them empty. */
  readonly files: readonly UploadFile[];
  /** What was left out, or why nothing can be read. A `failure` means: no file, import nothing. */
  readonly messages: readonly Message[];
  close(): Promise<void>;
}

/** How much a zip may unpack to. */
export interface UploadLimits {
  /** Bytes unpacked for each byte of the zip. */
  readonly ratio: number;
  readonly total_bytes: number;
  readonly files: number;
}

/** The limits of the reference: 100 times the zip, 50 GiB, 100,000 files. */
export const default_upload_limits: UploadLimits = {
  ratio: 100,
  total_bytes: 50 * 1024 ** 3,
  files: 100_000,
};

/**
 * Thrown by the stream of a zip member whose bytes are damaged. `file` is the zip as it was uploaded; `reason`
 * names the member and completes "cannot be read as a zip: ...".
 */
export class UnreadableZipError extends Error {
  readonly file: string;
  readonly reason: string;

  constructor(file: string, reason: string, options?: ErrorOptions) {
    super(`${file} cannot be read as a zip: ${reason}.`, options);
    this.name = 'UnreadableZipError';
    this.file = file;
    this.reason = reason;
  }
}
