import type { RosterRecord } from '../db/index.ts';
import type { Found } from './found.ts';
import type { Want } from './importers/define-importer.ts';

/** What keeps a term from being deleted: its courses never go along. */
export type TermDeletionFault = 'is_default' | 'has_courses';

/** Asks for what decides whether a term can be deleted. */
export function wantTermDeletion(want: Want, term_id: number): void {
  want.fact('term_has_courses', term_id);
}

/** Why a living term cannot be deleted, null when it can. */
export function termDeletionFault(
  term: RosterRecord<'enrollment_terms'>,
  found: Found,
): TermDeletionFault | null {
  if (term.is_default) return 'is_default';
  return found.fact('term_has_courses', term.id) ? 'has_courses' : null;
}
