import { type Client, NotFoundError } from '../../client/index.ts';
import { identifyMessage } from '../../format/index.ts';
import type { SourceRow } from './correct-row.ts';

/** A login name that a row claims and another SIS ID has. */
export interface Claim {
  /** The SIS ID that has it. */
  readonly old_id: string;
  /** The SIS ID of the row. */
  readonly new_id: string;
  /** Null when both are surely one person; else why that is not known. */
  readonly doubt: string | null;
}

/** A row of users that was refused. */
export interface ClaimingRow {
  readonly row: SourceRow;
  readonly message: string;
  readonly sis_import_id: number;
}

const claimCodes: readonly (string | null)[] = ['user.login_claimed', null];

const plain = (name: string) => name.normalize('NFKC').toLowerCase().split(/\s+/).filter(Boolean).join(' ');

function namesOf({ full_name = '', first_name = '', last_name = '', sortable_name = '' }: SourceRow) {
  return [full_name, `${first_name} ${last_name}`, sortable_name].map(plain).filter((name) => name !== '');
}

async function findUser(client: Client, id: string, signal: AbortSignal) {
  try {
    return await client.showUser({ id }, { signal });
  } catch (error) {
    if (error instanceof NotFoundError) return null;
    throw error;
  }
}

/**
 * Whether the message about a row of users means that somebody else has its login name: the server is asked who has it.
 * Null when it does not.
 */
export async function findClaim(
  client: Client,
  { row, message, sis_import_id }: ClaimingRow,
  signal: AbortSignal,
): Promise<Claim | null> {
  const { user_id: new_id = '', login_id = '' } = row;
  const code = identifyMessage(message)?.code ?? null;
  if (!claimCodes.includes(code) || new_id === '' || login_id === '') return null;
  const holder = await findUser(client, `sis_login_id:${login_id}`, signal);
  const old_id = holder?.sis_user_id ?? null;
  if (holder === null || old_id === null || old_id === new_id) return null;
  if (holder.sis_import_id === sis_import_id)
    return { old_id, new_id, doubt: `its login_id belongs to ${old_id}, who is in the same upload` };
  const names = namesOf(row);
  const theirs = [holder.name, holder.sortable_name].map(plain);
  if (!names.some((name) => theirs.includes(name)))
    return { old_id, new_id, doubt: `its login_id belongs to ${old_id}, who has another name` };
  const taken = await findUser(client, `sis_user_id:${new_id}`, signal);
  if (taken !== null) return { old_id, new_id, doubt: `${new_id} is there already, beside ${old_id}` };
  return { old_id, new_id, doubt: null };
}
