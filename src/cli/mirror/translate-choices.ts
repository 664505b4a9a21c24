import { type Client, NotFoundError } from '../../client/index.ts';
import { CommandError, exitStatus } from '../exit-status.ts';
import type { ImportChoices } from '../import-choices.ts';

interface Asking {
  readonly client: Client;
  readonly account_id: string;
  readonly signal: AbortSignal;
}

/** The term by which the mirror knows the one that batch mode is to work on. */
async function translateTerm({ client, account_id, signal }: Asking, term: string): Promise<string> {
  if (term === 'default' || /^sis_term_id:/.test(term)) return term;
  try {
    const which = { account_id, id: term };
    const { sis_term_id } = await client.showTerm(which, { signal });
    if (sis_term_id) return `sis_term_id:${sis_term_id}`;
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
    throw new CommandError(`There is no term ${term}.`, exitStatus.failed);
  }
  const { id } = await client.showTerm({ account_id, id: 'default' }, { signal });
  if (String(id) === term) return 'default';
  throw new CommandError(
    `The term ${term} has no SIS ID that the token may see, and no mirror knows it by its number.`,
    exitStatus.failed,
  );
}

/** The options as the mirror takes them: it knows no earlier uploads, and other numbers of terms. */
export async function translateChoices(
  client: Client,
  account_id: string,
  choices: ImportChoices,
  signal: AbortSignal,
): Promise<ImportChoices> {
  const {
    diffing_data_set_identifier: _set,
    diffing_remaster_data_set: _remaster,
    diffing_drop_status: _drop,
    diffing_user_remove_status: _remove,
    diff_row_count_threshold: _rows,
    hold: _hold,
    batch_mode_term_id,
    ...rest
  } = choices;
  if (batch_mode_term_id === undefined) return rest;
  return {
    ...rest,
    batch_mode_term_id: await translateTerm({ client, account_id, signal }, String(batch_mode_term_id)),
  };
}
