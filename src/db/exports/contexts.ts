import type { ExportScope } from './define-export.ts';
import { inAccount, joined } from './fragments.ts';

/** Joins the account (`a`) or the course (`c`) that a group or a group category belongs to. */
export function joinContext(owner: string, scope: ExportScope): string {
  return `left ${joined('courses', 'c', `${owner}.course_id`, scope)}
    left ${joined('accounts', 'a', `${owner}.account_id`, scope)} and ${owner}.course_id is null`;
}

/**
 * The context lies in the account that the report runs on, and is not deleted unless deleted rows are wanted:
 * an import refuses groups of a deleted course.
 */
export function inContext(scope: ExportScope): string[] {
  return [
    inAccount('coalesce(c.account_id, a.id)', scope),
    ...(scope.include_deleted ? [] : ["coalesce(c.workflow_state, a.workflow_state, '') <> 'deleted'"]),
  ];
}

/** The values that show a context. */
export function contextValues(owner: string): {
  readonly canvas_account_id: string;
  readonly account_id: string;
  readonly canvas_course_id: string;
  readonly course_id: string;
  readonly context_id: string;
  readonly context_type: string;
} {
  return {
    canvas_account_id: 'a.id',
    account_id: 'a.sis_id',
    canvas_course_id: `${owner}.course_id`,
    course_id: 'c.sis_id',
    context_id: `coalesce(${owner}.course_id, ${owner}.account_id)`,
    context_type: `case when ${owner}.course_id is null then 'Account' else 'Course' end`,
  };
}
