import type { EnrolledUser, Enrollment, Grades, User } from '../../api/index.ts';
import { type EnrollmentRow, findGroupIds, findUserSummaries, type UserSummaryRow } from '../../db/index.ts';
import type { AccountRights } from '../auth/open-account.ts';
import type { Call } from '../define-route.ts';
import { listParameter } from '../parameters.ts';
import { baseUrl } from '../public-url.ts';
import { presentUserTo } from './present-user.ts';
import { sisFields } from './sis-fields.ts';

/** What an enrollment's object holds beside its own row. */
interface Surroundings {
  readonly base_url: string;
  readonly rights: Pick<AccountRights, 'may' | 'is_admin'>;
  readonly viewer_id: number;
  readonly includes: ReadonlySet<string>;
  readonly users: ReadonlyMap<number, UserSummaryRow>;
  readonly group_ids: ReadonlyMap<string, readonly number[]>;
}

/** Enrollments of one tenant as the API shows them, with what the request asks to include. */
export async function presentEnrollments(
  call: Pick<Call, 'context' | 'request' | 'parameters' | 'viewer'>,
  root_account_id: number,
  rights: Pick<AccountRights, 'may' | 'is_admin'>,
  rows: readonly EnrollmentRow[],
): Promise<readonly Enrollment[]> {
  const { pool } = call.context.database;
  const includes = new Set(listParameter(call.parameters, 'include'));
  const observed = includes.has('observed_users')
    ? rows.flatMap(({ associated_user_id }) => associated_user_id ?? [])
    : [];
  const user_ids = [...new Set([...rows.map(({ user_id }) => user_id), ...observed])];
  const [users, group_ids] = await Promise.all([
    findUserSummaries(pool, root_account_id, user_ids),
    findGroupIds(pool, root_account_id, includes.has('group_ids') ? rows : []),
  ]);
  const around = {
    base_url: baseUrl(call.request),
    rights,
    viewer_id: call.viewer.user_id,
    includes,
    users: new Map(users.map((user) => [user.id, user])),
    group_ids,
  };
  return rows.map((row) => presentEnrollment(row, around));
}

// What is not kept here is shown as a course shows it in which nothing has happened yet.
function presentEnrollment(row: EnrollmentRow, around: Surroundings): Enrollment {
  const { id, user_id, course_id, course_section_id, root_account_id, associated_user_id, role, role_id } =
    row;
  const course_url = `${around.base_url}/courses/${course_id}`;
  return {
    id,
    course_id,
    course_section_id,
    root_account_id,
    user_id,
    associated_user_id,
    type: row.type as Enrollment['type'],
    role,
    role_id,
    enrollment_state: row.workflow_state as Enrollment['enrollment_state'],
    limit_privileges_to_course_section: row.limit_privileges_to_course_section,
    created_at: row.created_at,
    updated_at: row.updated_at,
    start_at: row.start_at,
    end_at: row.end_at,
    last_activity_at: null,
    last_attended_at: null,
    total_activity_time: 0,
    html_url: `${course_url}/users/${user_id}`,
    ...(row.type === 'StudentEnrollment' ? { grades: noGrades(`${course_url}/grades/${user_id}`) } : {}),
    user: enrolledUser(row, around),
    ...sisFields(
      around.rights,
      {
        sis_account_id: row.sis_account_id,
        sis_course_id: row.sis_course_id,
        course_integration_id: row.course_integration_id,
        sis_section_id: row.sis_section_id,
        section_integration_id: row.section_integration_id,
        sis_user_id: row.sis_user_id,
      },
      row.sis_import_id,
    ),
    ...(row.temporary_source_user_id === null
      ? {}
      : {
          temporary_enrollment_source_user_id: row.temporary_source_user_id,
          temporary_enrollment_pairing_id: null,
        }),
    ...(around.includes.has('observed_users') && row.type === 'ObserverEnrollment'
      ? { observed_user: associated_user_id === null ? null : personOf(associated_user_id, around) }
      : {}),
    ...(around.includes.has('can_be_removed')
      ? { can_be_removed: around.rights.may('manage_students') }
      : {}),
  };
}

function personOf(user_id: number, { users, rights, viewer_id }: Surroundings): User {
  const user = users.get(user_id);
  if (!user) throw new Error(`an enrollment names person ${user_id}, who is not there`);
  return presentUserTo(user, { ...rights, is_self: user_id === viewer_id });
}

function enrolledUser({ user_id, course_id, user_uuid }: EnrollmentRow, around: Surroundings): EnrolledUser {
  const { includes, group_ids } = around;
  return {
    ...personOf(user_id, around),
    ...(includes.has('group_ids') ? { group_ids: group_ids.get(`${course_id}:${user_id}`) ?? [] } : {}),
    ...(includes.has('uuid') ? { uuid: user_uuid } : {}),
  };
}

function noGrades(html_url: string): Grades {
  return {
    html_url,
    current_grade: null,
    current_score: null,
    final_grade: null,
    final_score: null,
    unposted_current_score: null,
    unposted_current_grade: null,
    unposted_final_score: null,
    unposted_final_grade: null,
  };
}
