import type { Queryable } from '../../db/index.ts';
import { unknownRecord } from '../errors.ts';
import { resolveId } from '../resolve-id.ts';

/**
 * The internal id of the term that a report's parameters limit it to, null without one. Throws when there is no
 * such term in the tenant.
 */
export async function findReportTerm(
  db: Queryable,
  asker: { readonly root_account_id: number; readonly user_id: number | null },
  parameters: Readonly<Record<string, unknown>> | null,
): Promise<number | null> {
  const sent = String(parameters?.enrollment_term_id ?? '').trim();
  if (sent === '') return null;
  const { root_account_id } = asker;
  const term = await resolveId(db, 'term', sent, { root_account_id, user_id: asker.user_id ?? 0 });
  if (term?.root_account_id !== root_account_id) throw unknownRecord('term');
  return term.id;
}
