import type { Timestamp } from '../format/index.ts';

/** A login of a person. Its password is never shown. */
export interface Login {
  readonly id: number;
  readonly user_id: number;
  /** The root account. */
  readonly account_id: number;
  readonly unique_id: string;
  /** Needs `read_sis` or `manage_sis`. */
  readonly sis_user_id?: string | null;
  readonly integration_id?: string | null;
  readonly authentication_provider_id: number | null;
  /** If a provider is set. */
  readonly authentication_provider_type?: string;
  readonly workflow_state: 'active' | 'suspended' | 'deleted';
  readonly declared_user_type: string | null;
  readonly created_at: Timestamp;
}
