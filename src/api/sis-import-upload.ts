import type { Timestamp } from '../format/index.ts';

/** Where to send the file of an import that was made without it, in the manner of Canvas. */
export interface UploadTicket {
  /** Signed: it needs no token, and works until the upload expires. */
  readonly upload_url: string;
  /** Form fields to send before the file. */
  readonly upload_params: Readonly<Record<string, string>>;
  /** The form field of the file. */
  readonly file_param: string;
}

/** How far an upload is that comes after its import was made. */
export interface SisImportUpload {
  /** Of the stored file; null until all of it is there. */
  readonly id: number | null;
  readonly sis_import_id: number;
  readonly display_name: string;
  readonly 'content-type': string;
  readonly upload_status: 'pending' | 'success';
  /** Null until somebody has said how long the file is. */
  readonly size: number | null;
  /** The byte to go on with. */
  readonly offset: number;
  /** After this time nothing more is taken. */
  readonly expires_at: Timestamp;
}
