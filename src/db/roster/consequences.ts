import type { ClientBase } from 'pg';
import {
  carryOut,
  changeStatement,
  leaderStatement,
  type StateChangeCount,
  stateStatement,
} from './change-statement.ts';
import type { ChangeOrigin } from './changes.ts';

// A person without any not-deleted enrollment left in a group's course leaves the group.
const LEFT_COURSE = `t.workflow_state = 'accepted' and exists (
    select from unnest($3::int8[], $7::int8[]) k(user_id, course_id)
    join groups g on g.root_account_id = $1 and g.course_id = k.course_id
    where k.user_id = t.user_id and g.id = t.group_id
      and not exists (select from enrollments e where e.root_account_id = $1 and e.user_id = k.user_id
        and e.course_id = k.course_id and e.workflow_state <> 'deleted'))
  and t.user_id = any($3::int8[])`;

// Observer enrollments that a live link made beside the student's: the link stays, they go.
const OBSERVED = `t.type = 'ObserverEnrollment' and t.workflow_state <> 'deleted'
  and t.associated_user_id = any($3::int8[])
  and exists (select from user_observers o where o.root_account_id = $1 and o.student_id = t.associated_user_id
    and o.observer_id = t.user_id and o.workflow_state <> 'deleted')
  and exists (select from enrollments s where s.root_account_id = $1 and s.user_id = t.associated_user_id
    and s.course_section_id = t.course_section_id and s.type = 'StudentEnrollment')`;

const statements: Readonly<Record<string, readonly string[]>> = {
  remove_person: [
    stateStatement('enrollments', 'deleted', OBSERVED),
    stateStatement('enrollments', 'deleted', `t.user_id = any($3::int8[]) and t.workflow_state <> 'deleted'`),
    stateStatement(
      'group_memberships',
      'deleted',
      `t.user_id = any($3::int8[]) and t.workflow_state = 'accepted'`,
    ),
    leaderStatement('t.leader_id = any($3::int8[])'),
    stateStatement('account_users', 'deleted', `t.user_id = any($3::int8[]) and t.workflow_state = 'active'`),
  ],
  delete_course_enrollments: [
    stateStatement(
      'enrollments',
      'deleted',
      `t.course_id = any($3::int8[]) and t.workflow_state <> 'deleted'`,
    ),
  ],
  conclude_course_enrollments: [
    stateStatement(
      'enrollments',
      'completed',
      `t.course_id = any($3::int8[]) and t.workflow_state in ('active', 'invited')`,
      { completed_at: '$2::timestamptz' },
    ),
  ],
  delete_section_enrollments: [
    stateStatement(
      'enrollments',
      'deleted',
      `t.course_section_id = any($3::int8[]) and t.workflow_state <> 'deleted'`,
    ),
    stateStatement(
      'group_memberships',
      'deleted',
      `t.workflow_state = 'accepted' and exists (
        select from groups g
        join course_sections s on s.root_account_id = $1 and s.course_id = g.course_id and s.id = any($3::int8[])
        join enrollments l on l.root_account_id = $1 and l.course_section_id = s.id and l.user_id = t.user_id
        where g.root_account_id = $1 and g.id = t.group_id
          and not exists (select from enrollments e where e.root_account_id = $1 and e.user_id = t.user_id
            and e.course_id = g.course_id and e.workflow_state <> 'deleted'))`,
    ),
    leaderStatement(`t.course_id in (select s.course_id from course_sections s
      where s.root_account_id = $1 and s.id = any($3::int8[]))`),
  ],
  move_section_enrollments: [
    changeStatement(
      'enrollments',
      { course_id: 'k.course_id' },
      't.course_section_id = k.section_id and t.course_id <> k.course_id',
      'unnest($3::int8[], $7::int8[]) k(section_id, course_id)',
    ),
  ],
  untie_courses: [
    changeStatement('courses', { blueprint_course_id: 'null' }, 't.blueprint_course_id = any($3::int8[])'),
  ],
  drop_group_memberships: [
    stateStatement('group_memberships', 'deleted', LEFT_COURSE),
    leaderStatement('t.leader_id = any($3::int8[]) and t.course_id = any($7::int8[])'),
  ],
  delete_category_groups: [
    stateStatement(
      'group_memberships',
      'deleted',
      `t.workflow_state <> 'deleted' and t.group_id in (select g.id from groups g
        where g.root_account_id = $1 and g.group_category_id = any($3::int8[]) and g.workflow_state <> 'deleted')`,
    ),
    stateStatement(
      'groups',
      'deleted',
      `t.group_category_id = any($3::int8[]) and t.workflow_state <> 'deleted'`,
      {
        leader_id: 'null',
      },
    ),
  ],
  delete_group_memberships: [
    stateStatement(
      'group_memberships',
      'deleted',
      `t.group_id = any($3::int8[]) and t.workflow_state <> 'deleted'`,
    ),
  ],
  delete_tag_associations: [
    stateStatement(
      'institutional_tag_associations',
      'deleted',
      `t.tag_id = any($3::int8[]) and t.workflow_state <> 'deleted'`,
    ),
  ],
  delete_category_tags: [
    stateStatement(
      'institutional_tag_associations',
      'deleted',
      `t.workflow_state <> 'deleted' and t.tag_id in (select i.id from institutional_tags i
        where i.root_account_id = $1 and i.category_id = any($3::int8[]))`,
    ),
    stateStatement(
      'institutional_tags',
      'deleted',
      `t.category_id = any($3::int8[]) and t.workflow_state <> 'deleted'`,
    ),
  ],
};

/** The consequences that a plan may name. */
export const consequenceNames = Object.keys(statements);

/** Carries out one kind of consequence for many objects and counts the state changes that it made. */
export async function applyConsequence(
  client: ClientBase,
  origin: ChangeOrigin,
  name: string,
  ids: readonly number[],
  other_ids: readonly (number | undefined)[],
  now: string,
): Promise<StateChangeCount[]> {
  const counts: StateChangeCount[] = [];
  for (const text of statements[name] ?? []) {
    counts.push(...(await carryOut(client, origin, text, ids, now, other_ids)));
  }
  return counts;
}
