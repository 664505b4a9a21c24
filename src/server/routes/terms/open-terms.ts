import type { Term } from '../../../api/index.ts';
import { findTerm, listTermOverrides, type TermRow } from '../../../db/index.ts';
import { type OpenedAccount, openAccount } from '../../auth/open-account.ts';
import { findObject } from '../../auth/open-object.ts';
import type { Call } from '../../define-route.ts';
import { ApiError, unknownRecord } from '../../errors.ts';
import { presentTerm } from '../../presenters/present-term.ts';

/** A term that the viewer may use for what the endpoint does. */
export interface OpenedTerm extends OpenedAccount {
  readonly term: TermRow;
}

/** The root account in the path: terms belong to no other. */
export async function openTermsAccount(call: Call): Promise<OpenedAccount> {
  const opened = await openAccount(call);
  if (opened.account.parent_account_id !== null) throw new ApiError('terms_of_root_account');
  return opened;
}

/** The living term in the path, if it is one of the root account in the path. */
export async function openTerm(call: Call): Promise<OpenedTerm> {
  const opened = await openTermsAccount(call);
  const { root_account_id, id } = await findObject(call, 'term', call.path.id ?? '');
  return { ...opened, term: await readTerm(call, opened, root_account_id, id) };
}

async function readTerm(
  call: Call,
  { account }: OpenedAccount,
  root_account_id: number,
  id: number,
): Promise<TermRow> {
  const is_here = root_account_id === account.root_account_id;
  const term = is_here ? await findTerm(call.context.database.pool, root_account_id, id) : null;
  if (term === null) throw unknownRecord('term');
  return term;
}

/** The term as it is now, after a change, with its date overrides. */
export async function answerTerm(call: Call, opened: OpenedAccount, id: number): Promise<Term> {
  const { root_account_id } = opened.account;
  const term = await readTerm(call, opened, root_account_id, id);
  const overrides = await listTermOverrides(call.context.database.pool, root_account_id, [id]);
  return presentTerm(term, opened.rights, overrides.get(id) ?? []);
}
