import type { User } from './user.ts';

/** What a person is in an account, as the API shows it. */
export interface Admin {
  readonly id: number;
  /** The name of the role. */
  readonly role: string;
  readonly role_id: number;
  readonly user: User;
  readonly workflow_state: 'active' | 'deleted';
  /** The same once more, for older clients. */
  readonly status: 'active' | 'deleted';
}
