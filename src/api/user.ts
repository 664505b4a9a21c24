import type { Timestamp } from '../format/index.ts';

/** A person in the short form that imports and reports carry. */
export interface User {
  readonly id: number;
  readonly name: string;
  readonly created_at: Timestamp;
  readonly sortable_name: string;
  readonly short_name: string;
  /** Of the person's best login in this root account; needs `read_sis` or `manage_sis`. */
  readonly sis_user_id?: string | null;
  readonly integration_id?: string | null;
  /** Needs `manage_sis`. */
  readonly sis_import_id?: number | null;
  readonly login_id?: string | null;
}
