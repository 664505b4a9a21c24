import type { Term } from '../../../api/index.ts';
import { listTerms as findTerms, listTermOverrides } from '../../../db/index.ts';
import type { Call } from '../../define-route.ts';
import { readPage, sendPage } from '../../pagination.ts';
import { listParameter, textParameter } from '../../parameters.ts';
import { presentTerm } from '../../presenters/present-term.ts';
import { answerTerm, openTerm, openTermsAccount } from './open-terms.ts';

const states = ['active', 'deleted'] as const;

/** The states that `workflow_state[]` asks for. Canvas: words that it does not know count for nothing. */
function readStates(call: Call): readonly string[] {
  const asked = listParameter(call.parameters, 'workflow_state');
  if (asked.includes('all')) return states;
  const known = states.filter((state) => asked.includes(state));
  return known.length === 0 ? ['active'] : known;
}

const wantsOverrides = (call: Call) => listParameter(call.parameters, 'include').includes('overrides');

/** Lists the terms of a root account. */
export async function listTerms(call: Call): Promise<{ readonly enrollment_terms: readonly Term[] }> {
  const { account, rights } = await openTermsAccount(call);
  const { pool } = call.context.database;
  const { root_account_id } = account;
  const page = readPage(call.parameters);
  const which = {
    root_account_id,
    workflow_states: readStates(call),
    term_name: textParameter(call.parameters, 'term_name'),
  };
  const rows = sendPage(call.request, call.reply, page, await findTerms(pool, which, page));
  if (!wantsOverrides(call)) return { enrollment_terms: rows.map((row) => presentTerm(row, rights)) };
  const overrides = await listTermOverrides(
    pool,
    root_account_id,
    rows.map(({ id }) => id),
  );
  return { enrollment_terms: rows.map((row) => presentTerm(row, rights, overrides.get(row.id) ?? [])) };
}

/** Shows one term. */
export async function showTerm(call: Call): Promise<Term> {
  const { term, ...opened } = await openTerm(call);
  return wantsOverrides(call) ? answerTerm(call, opened, term.id) : presentTerm(term, opened.rights);
}
