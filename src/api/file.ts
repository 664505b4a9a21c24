import type { Timestamp } from '../format/index.ts';

/** A stored file as the API shows it. `url` works without a token until its signature expires. */
export interface File {
  readonly id: number;
  readonly uuid: string;
  readonly folder_id: null;
  readonly display_name: string;
  readonly filename: string;
  readonly upload_status: 'success';
  readonly 'content-type': string;
  readonly url: string;
  readonly size: number;
  readonly created_at: Timestamp;
  readonly updated_at: Timestamp;
  readonly modified_at: Timestamp;
  readonly unlock_at: null;
  readonly lock_at: null;
  readonly locked: false;
  readonly hidden: false;
  readonly hidden_for_user: false;
  readonly locked_for_user: false;
  readonly thumbnail_url: null;
  readonly mime_class: string;
  readonly media_entry_id: null;
}
