import type { ByteSource } from './byte-source.ts';

/** A file that goes into a zip: a File of a browser, bytes with a name or, in Node, a path. Names may hold `/`. */
export type UploadPart =
  | File
  | { readonly name: string; readonly content: Blob | Uint8Array<ArrayBuffer> }
  | { readonly name?: string; readonly path: string };

/**
 * What can be uploaded: a File of a browser, bytes or a stream with the name that the server shall show or, in Node,
 * the path of a file. `open` gives the stream anew for each try; another stream can be sent only once. Several `files`,
 * or in Node the CSV files of a `folder` and the folders in it, are zipped while they are sent. Streams and paths are
 * sent piece by piece, never held as a whole.
 */
export type Upload =
  | File
  | { readonly name: string; readonly content: Blob | Uint8Array<ArrayBuffer> | ByteSource }
  | { readonly name: string; readonly open: () => ByteSource | Promise<ByteSource> }
  | { readonly name: string; readonly files: readonly UploadPart[] }
  | { readonly path: string; readonly name?: string }
  | { readonly folder: string; readonly name?: string };

/** An upload, ready to be read. */
export interface UploadSource {
  readonly name: string;
  /** Null where only its end will tell. */
  readonly size_bytes: number | null;
  /** The lengths of its CSV files, where they are known before they are sent. */
  readonly csv_bytes: readonly number[] | null;
  /** False for what can be opened once. */
  readonly is_repeatable: boolean;
  readonly open: () => Promise<Blob | Uint8Array<ArrayBuffer> | ByteSource>;
}
