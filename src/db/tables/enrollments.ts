import type { Queryable } from '../queryable.ts';
import type { Page } from './accounts.ts';
import { newestImport } from './newest-import.ts';

/** An enrollment as the API reads it, with what its course, section, role and login lend to it. */
export interface EnrollmentRow {
  readonly id: number;
  readonly root_account_id: number;
  /** Of the course. */
  readonly account_id: number;
  readonly user_id: number;
  readonly user_uuid: string;
  readonly course_id: number;
  readonly course_section_id: number;
  readonly associated_user_id: number | null;
  readonly temporary_source_user_id: number | null;
  readonly type: string;
  readonly role: string;
  readonly role_id: number;
  readonly workflow_state: string;
  readonly limit_privileges_to_course_section: boolean;
  readonly created_at: string;
  readonly updated_at: string;
  readonly start_at: string | null;
  readonly end_at: string | null;
  readonly sis_account_id: string | null;
  readonly sis_course_id: string | null;
  readonly course_integration_id: string | null;
  readonly sis_section_id: string | null;
  readonly section_integration_id: string | null;
  /** Of the login that the enrollment was imported through while it lives, else of the person's best one. */
  readonly sis_user_id: string | null;
  /** The newest import that was about the enrollment. */
  readonly sis_import_id: number | null;
}

/** Which enrollments of a tenant to list; what is left out or null limits nothing. */
export interface EnrollmentFilter {
  readonly course_id?: number | null;
  readonly course_section_id?: number | null;
  readonly user_id?: number | null;
  readonly user_ids?: readonly number[] | null;
  readonly enrollment_term_id?: number | null;
  readonly workflow_states: readonly string[];
  readonly types?: readonly string[] | null;
  readonly role_names?: readonly string[] | null;
  readonly sis_account_ids?: readonly string[] | null;
  readonly sis_course_ids?: readonly string[] | null;
  readonly sis_section_ids?: readonly string[] | null;
  readonly sis_user_ids?: readonly string[] | null;
  /** The SIS id of a person must be that of the login that the enrollment was imported through. */
  readonly through_that_login?: boolean;
}

const columns = `e.id, e.root_account_id, c.account_id, e.user_id, e.user_uuid, e.course_id, e.course_section_id,
  e.associated_user_id, e.temporary_source_user_id, e.type, r.name as role, e.role_id, e.workflow_state,
  e.limit_privileges_to_course_section, e.created_at, e.updated_at, e.start_at, e.end_at,
  a.sis_id as sis_account_id, c.sis_id as sis_course_id, c.integration_id as course_integration_id,
  s.sis_id as sis_section_id, s.integration_id as section_integration_id,
  (select p.sis_id from pseudonyms p
   where p.root_account_id = e.root_account_id and p.user_id = e.user_id and p.sis_id is not null
     and p.workflow_state <> 'deleted'
   order by p.id = e.sis_pseudonym_id desc nulls last, p.workflow_state = 'active' desc, p.id limit 1) as sis_user_id,
  ${newestImport('enrollments', 'e')}`;

/** What an enrollment `e` of the tenant $1 hangs on. */
const surroundings = `join courses c on c.root_account_id = $1 and c.id = e.course_id
  join accounts a on a.root_account_id = $1 and a.id = c.account_id
  join course_sections s on s.root_account_id = $1 and s.id = e.course_section_id
  join roles r on r.root_account_id = $1 and r.id = e.role_id`;

// The page is cut out before anything is looked up for its rows.
const list = `select ${columns} from (
    select e.*, u.uuid as user_uuid, lower(u.sortable_name) as sorted_by from enrollments e
    join users u on u.root_account_id = $1 and u.id = e.user_id
    where e.root_account_id = $1 and e.workflow_state = any($4::text[])
      and ($5::int8 is null or e.course_id = $5)
      and ($6::int8 is null or e.course_section_id = $6)
      and ($7::int8 is null or e.user_id = $7)
      and ($8::int8 is null or e.course_id in (
        select id from courses where root_account_id = $1 and enrollment_term_id = $8))
      and ($9::text[] is null or e.type = any($9))
      and ($10::text[] is null or e.role_id in (select id from roles where root_account_id = $1 and name = any($10)))
      and ($11::text[] is null or e.course_id in (
        select c.id from accounts a join courses c on c.root_account_id = $1 and c.account_id = a.id
        where a.root_account_id = $1 and a.sis_id = any($11)))
      and ($12::text[] is null or e.course_id in (
        select id from courses where root_account_id = $1 and sis_id = any($12)))
      and ($13::text[] is null or e.course_section_id in (
        select id from course_sections where root_account_id = $1 and sis_id = any($13)))
      and ($14::text[] is null or exists (
        select from pseudonyms p where p.root_account_id = $1 and p.sis_id = any($14)
          and case when $15 then p.id = e.sis_pseudonym_id else p.user_id = e.user_id end))
      and ($16::int8[] is null or e.user_id = any($16))
    order by e.type, sorted_by, e.id limit $2 offset $3
  ) e ${surroundings} order by e.type, e.sorted_by, e.id`;

/** Enrollments of a tenant by type and name. */
export async function listEnrollments(
  db: Queryable,
  root_account_id: number,
  filter: EnrollmentFilter,
  page: Page,
): Promise<readonly EnrollmentRow[]> {
  const found = await db.query<EnrollmentRow>(list, [
    root_account_id,
    page.limit,
    page.offset,
    filter.workflow_states,
    filter.course_id ?? null,
    filter.course_section_id ?? null,
    filter.user_id ?? null,
    filter.enrollment_term_id ?? null,
    filter.types ?? null,
    filter.role_names ?? null,
    filter.sis_account_ids ?? null,
    filter.sis_course_ids ?? null,
    filter.sis_section_ids ?? null,
    filter.sis_user_ids ?? null,
    filter.through_that_login ?? false,
    filter.user_ids ?? null,
  ]);
  return found.rows;
}

/** An enrollment of a tenant, deleted ones included; null when there is none. */
export async function findEnrollment(
  db: Queryable,
  root_account_id: number,
  id: number,
): Promise<EnrollmentRow | null> {
  const found = await db.query<EnrollmentRow>(
    `select ${columns} from (
       select e.*, u.uuid as user_uuid from enrollments e
       join users u on u.root_account_id = $1 and u.id = e.user_id
       where e.root_account_id = $1 and e.id = $2
     ) e ${surroundings}`,
    [root_account_id, id],
  );
  return found.rows[0] ?? null;
}

/** The groups that people are in, per course and person, as `course_id:user_id`. */
export async function findGroupIds(
  db: Queryable,
  root_account_id: number,
  places: readonly { readonly course_id: number; readonly user_id: number }[],
): Promise<ReadonlyMap<string, readonly number[]>> {
  const found = await db.query<{ place: string; ids: readonly number[] }>(
    `select g.course_id || ':' || m.user_id as place, json_agg(distinct g.id) as ids
     from (select distinct * from unnest($2::int8[], $3::int8[]) k(course_id, user_id)) k
     join groups g on g.root_account_id = $1 and g.course_id = k.course_id and g.kind = 'group'
       and g.workflow_state <> 'deleted'
     join group_memberships m on m.root_account_id = $1 and m.group_id = g.id and m.user_id = k.user_id
       and m.workflow_state = 'accepted'
     group by 1`,
    [root_account_id, places.map(({ course_id }) => course_id), places.map(({ user_id }) => user_id)],
  );
  return new Map(found.rows.map(({ place, ids }) => [place, ids]));
}

/** The active and invited enrollments of students in sections by section and name, at most so many in each. */
export async function listStudentEnrollments(
  db: Queryable,
  root_account_id: number,
  section_ids: readonly number[],
  per_section: number,
): Promise<readonly EnrollmentRow[]> {
  const found = await db.query<EnrollmentRow>(
    `select ${columns} from (
       select e.*, u.uuid as user_uuid,
         row_number() over (partition by e.course_section_id order by lower(u.sortable_name), e.id) as place
       from enrollments e join users u on u.root_account_id = $1 and u.id = e.user_id
       where e.root_account_id = $1 and e.course_section_id = any($2::int8[]) and e.type = 'StudentEnrollment'
         and e.workflow_state in ('active', 'invited')
     ) e ${surroundings} where e.place <= $3 order by e.course_section_id, e.place`,
    [root_account_id, section_ids, per_section],
  );
  return found.rows;
}
