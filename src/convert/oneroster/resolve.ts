import { listOf, type Scope, type SourceRow } from './define-source.ts';
import { lineage } from './roster.ts';

/** Whether the root account stands for an org. */
export const isRoot = (id: string, { settings, roster }: Scope): boolean =>
  settings.root_orgs.includes(id) || settings.root_org_types.includes(roster.orgs.get(id)?.type ?? '');

/** The account that an org has become; null for the root account, and, after a complaint, for one that nobody knows. */
export function accountOf(row: SourceRow, column: string, scope: Scope): string | null {
  const id = row.values[column] ?? null;
  if (id === null || isRoot(id, scope)) return null;
  const org = scope.roster.orgs.get(id);
  if (org) return org.account_id;
  if (scope.isWhole('orgs')) scope.complain(row, column, 'no org has this sourcedId');
  else if (scope.settings.account_id === 'sourcedId') return id;
  else scope.complain(row, column, 'its identifier is not known, as orgs.csv does not have the org');
  return null;
}

/** Whether one of some orgs is among those to convert, or below one of them. */
export function isWanted(org_ids: readonly string[], { settings, roster }: Scope): boolean {
  return (
    settings.orgs.length === 0 ||
    org_ids.some((id) => lineage(id, roster.orgs).some((above) => settings.orgs.includes(above)))
  );
}

/** The sessions at or above a session that are terms, nearest first. */
function termsAbove(id: string, { isWhole, roster }: Scope): readonly string[] {
  // What a delta does not hold has come before, and is a term or the import will say that it is none.
  return lineage(id, roster.sessions).filter(
    (above) => roster.sessions.get(above)?.is_term ?? !isWhole('academicSessions'),
  );
}

/**
 * The one term of some sessions: that of them all, else the nearest above them all, else the first, which is noted as a
 * loss. Null where there is none.
 */
export function termOf(row: SourceRow, column: string, scope: Scope): string | null {
  const lines: (readonly string[])[] = [];
  for (const id of listOf(row.values[column])) {
    if (!scope.roster.sessions.has(id) && scope.isWhole('academicSessions'))
      scope.complain({ ...row, values: { [column]: id } }, column, 'no academic session has this sourcedId');
    else lines.push(termsAbove(id, scope));
  }
  const [first] = lines;
  if (first === undefined) return null;
  const shared = first.find((term) => lines.every((line) => line.includes(term)));
  if (shared !== undefined) return shared;
  const named = lines.flat()[0] ?? null;
  scope.lose(
    row,
    named === null
      ? 'sessions that are no terms, nor below one: the course gets the default term'
      : 'several sessions without a term above them all: a course has one term, the first is taken',
  );
  return named;
}

/** Moves a day that is the last one of something to the day after it, if days are written that way. */
export function endDay(day: string | null, { settings }: Scope): string | null {
  if (day === null || settings.end_dates === 'exclusive') return day;
  const next = new Date(`${day}T00:00:00Z`);
  next.setUTCDate(next.getUTCDate() + 1);
  return next.toISOString().slice(0, 10);
}

/** The SIS ID of a person; null, after a complaint or a note, for somebody who has none. */
export function userOf(row: SourceRow, column: string, scope: Scope): string | null {
  const id = row.values[column] ?? null;
  if (id === null) return null;
  const person = scope.roster.people.get(id);
  if (person) {
    if (person.user_id === null) scope.lose(row, 'people who were left out');
    return person.user_id;
  }
  if (scope.isWhole('users')) scope.complain(row, column, 'no user has this sourcedId');
  else if (scope.settings.user_id[0] === 'sourcedId') return id;
  else scope.complain(row, column, 'the user_id is not known, as users.csv does not have the person');
  return null;
}
