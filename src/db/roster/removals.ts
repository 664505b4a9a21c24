import type { ClientBase } from 'pg';
import { onlyRow } from '../queryable.ts';
import type { RemovableTable } from '../tables/sis-import-removals.ts';
import {
  carryOut,
  changeStatement,
  leaderStatement,
  type StateChangeCount,
  stateStatement,
} from './change-statement.ts';
import type { ChangeOrigin } from './changes.ts';

/** What batch mode makes of an enrollment. */
export type DropStatus = 'deleted' | 'completed' | 'inactive';

const IDS = 'any($3::int8[])';
// What batch mode touches carries the import's stamp.
const STAMP = { sis_import_id: '$4::int8' };

const completedAt: Readonly<Record<DropStatus, Readonly<Record<string, string>>>> = {
  deleted: {},
  completed: { completed_at: 'coalesce(t.completed_at, $2::timestamptz)' },
  inactive: { completed_at: 'null' },
};

function dropEnrollments(state: DropStatus): string {
  const open = `t.id = ${IDS} and t.workflow_state not in ('rejected', 'completed', 'deleted', 'inactive')`;
  return stateStatement('enrollments', state, open, { ...completedAt[state], ...STAMP });
}

// The enrollments of linked observers beside those of the students that were dropped.
const BESIDE = `enrollments s
  join user_observers l on l.root_account_id = $1 and l.student_id = s.user_id and l.workflow_state <> 'deleted'`;
const IS_BESIDE = `s.root_account_id = $1 and s.id = ${IDS} and s.type = 'StudentEnrollment'
  and t.user_id = l.observer_id and t.course_id = s.course_id and t.course_section_id = s.course_section_id
  and t.type = 'ObserverEnrollment' and t.associated_user_id = s.user_id`;

function dropObservers(state: DropStatus): string {
  return changeStatement(
    'enrollments',
    { workflow_state: 's.workflow_state', completed_at: 's.completed_at' },
    `${IS_BESIDE} and s.workflow_state = '${state}' and t.workflow_state not in ('deleted', '${state}')`,
    BESIDE,
  );
}

// Who was enrolled there, and by that may have left a course for good.
const LEAVERS = `(select e.user_id, e.course_id from enrollments e where e.root_account_id = $1 and e.id = ${IDS}
    union select t.user_id, t.course_id from ${BESIDE}
      join enrollments t on t.root_account_id = $1 and ${IS_BESIDE})`;
const IS_GONE = `not exists (select from enrollments e where e.root_account_id = $1 and e.user_id = k.user_id
    and e.course_id = k.course_id and e.workflow_state <> 'deleted')`;

/** The statements that take people out of the groups of courses in which they have nothing left, and off their lead. */
function leaveGroups(leavers: string): readonly string[] {
  return [
    stateStatement(
      'group_memberships',
      'deleted',
      `t.workflow_state = 'accepted' and (t.group_id, t.user_id) in (select g.id, k.user_id from ${leavers} k
        join groups g on g.root_account_id = $1 and g.course_id = k.course_id where ${IS_GONE})`,
    ),
    leaderStatement(
      `(t.course_id, t.leader_id) in (select k.course_id, k.user_id from ${leavers} k where ${IS_GONE})`,
    ),
  ];
}

/** Deletes enrollments of sections or courses, $7 of them at most. */
function deleteEnrollmentsOf(column: string): string {
  return stateStatement(
    'enrollments',
    'deleted',
    `t.id in (select e.id from enrollments e where e.root_account_id = $1 and e.${column} = ${IDS}
      and e.workflow_state <> 'deleted' limit $7::int8)`,
  );
}

/** Deletes the objects themselves, whatever a person has done to their state. */
const owners = {
  course_sections: {
    column: 'course_section_id',
    remove: stateStatement(
      'course_sections',
      'deleted',
      `t.id = ${IDS} and t.workflow_state <> 'deleted'`,
      STAMP,
    ),
    afterwards: leaveGroups(`(select e.user_id, e.course_id from enrollments e
      where e.root_account_id = $1 and e.course_section_id = ${IDS})`),
  },
  courses: {
    column: 'course_id',
    remove: stateStatement('courses', 'deleted', `t.id = ${IDS} and t.workflow_state <> 'deleted'`, {
      ...STAMP,
      stuck_fields: `array_to_string(array_remove(string_to_array(t.stuck_fields, ' '), 'workflow_state'), ' ')`,
    }),
    afterwards: [],
  },
} as const;

/** What a piece of a clean-up has come to. */
export interface RemovedPiece {
  /** Objects of the piece itself. */
  readonly removed: number;
  /** All state changes, those taken along included. */
  readonly changes: readonly StateChangeCount[];
  /** False: so many rows go with its objects that it takes another turn. */
  readonly is_over: boolean;
}

/** Whether a tenant has anything that goes along with enrollments: where not, nobody need look for it. */
async function companions(
  client: ClientBase,
  root_account_id: number,
): Promise<{ readonly has_links: boolean; readonly has_groups: boolean }> {
  const { rows } = await client.query<{ readonly has_links: boolean; readonly has_groups: boolean }>(
    `select exists (select from user_observers where root_account_id = $1) as has_links,
       exists (select from groups where root_account_id = $1 and course_id is not null) as has_groups`,
    [root_account_id],
  );
  return onlyRow(rows);
}

interface Turn {
  readonly client: ClientBase;
  readonly origin: ChangeOrigin;
  readonly now: string;
  readonly most_rows: number;
}

/** Removes the objects of a piece with all that goes along, at most about `most_rows` rows in one turn. */
export async function removePiece(
  turn: Turn,
  table: RemovableTable,
  ids: readonly number[],
  drop_status: DropStatus,
): Promise<RemovedPiece> {
  const { client, origin, now, most_rows } = turn;
  const send = (text: string, more?: unknown) => carryOut(client, origin, text, ids, now, more);
  if (table === 'enrollments') {
    const { has_links, has_groups } = await companions(client, origin.root_account_id);
    const dropped = await send(dropEnrollments(drop_status));
    const changes = [...dropped, ...(has_links ? await send(dropObservers(drop_status)) : [])];
    // Who is only put aside stays in the groups.
    if (has_groups && drop_status === 'deleted')
      for (const text of leaveGroups(LEAVERS)) changes.push(...(await send(text)));
    return { removed: totalOf(dropped), changes, is_over: true };
  }
  const { column, remove, afterwards } = owners[table];
  const changes = [...(await send(deleteEnrollmentsOf(column), most_rows))];
  if (totalOf(changes) >= most_rows) return { removed: 0, changes, is_over: false };
  const removed = await send(remove);
  changes.push(...removed);
  for (const text of afterwards) changes.push(...(await send(text)));
  return { removed: totalOf(removed), changes, is_over: true };
}

function totalOf(counts: readonly StateChangeCount[]): number {
  return counts.reduce((sum, { count }) => sum + count, 0);
}
