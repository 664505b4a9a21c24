import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { type ExportedFile, exportCsv } from '../../../test/support/export-csv.ts';
import { createRosterFactory, type RosterFactory } from '../../../test/support/roster-factory.ts';

let database: TestDatabase;
let school: RosterFactory;
let tenant = 0;
/** The ids of built-in roles in the order of the words student, teacher, ta, designer, observer. */
let roles: readonly (number | undefined)[];

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(() => database.close());

beforeEach(async () => {
  tenant += 1;
  school = await createRosterFactory(database.pool, tenant);
  roles = ['Student', 'Teacher', 'Ta', 'Designer', 'Observer'].map(
    (word) => school.role_ids[`${word}Enrollment`],
  );
});

const read = (asked: Partial<ExportedFile> = {}) =>
  exportCsv(database.pool, {
    root_account_id: school.root_account_id,
    report: 'sis_export_csv',
    file: 'enrollments',
    ...asked,
  });

const rowsOf = async (asked: Partial<ExportedFile> = {}) => (await read(asked)).slice(1);

const header = 'course_id,user_id,role,role_id,section_id,status,associated_user_id,limit_section_privileges';

const userOf = async (sis_id: string) => (await school.user(sis_id)).user_id;

/** A section with a SIS id in a course with one. */
const sectionOf = async (sis_id = 'S1', course: Record<string, string | number> = {}) =>
  school.section(await school.course({ sis_id: 'C1', ...course }), { sis_id });

describe('the rows of a course', () => {
  it('name the role by its base word, or by its own name if it is no built-in one', async () => {
    const section = await sectionOf();
    const custom = await school.role('Grader, senior', { base_role_type: 'TaEnrollment' });
    const types = ['Student', 'Teacher', 'Ta', 'Designer', 'Observer'];
    for (const [at, word] of types.entries())
      await school.enrollment(await userOf(`U${at}`), section, { type: `${word}Enrollment` });
    await school.enrollment(await userOf('U5'), section, { type: 'TaEnrollment', role_id: custom });
    await school.enrollment(await userOf('U6'), section, {
      type: 'StudentViewEnrollment',
      role_id: roles[0]!,
    });
    expect(await read()).toEqual([
      header,
      `C1,U0,student,${roles[0]},S1,active,,false`,
      `C1,U1,teacher,${roles[1]},S1,active,,false`,
      `C1,U2,ta,${roles[2]},S1,active,,false`,
      `C1,U3,designer,${roles[3]},S1,active,,false`,
      `C1,U4,observer,${roles[4]},S1,active,,false`,
      `C1,U5,"Grader, senior",${custom},S1,active,,false`,
    ]);
  });

  it('come by course, section and person, whatever the order in which they were made', async () => {
    const late = await school.course({ sis_id: 'D' });
    const early = await school.course({ sis_id: 'A' });
    const sections = [
      await school.section(late, { sis_id: 'S9' }),
      await school.section(early, { default_section: true }),
      await school.section(early, { sis_id: 'S2' }),
      await school.section(early, { sis_id: 'S1' }),
    ];
    const people = [await userOf('z'), await userOf('B'), await userOf('é')];
    for (const section of sections)
      for (const person of people)
        await school.enrollment(person, section, {
          limit_privileges_to_course_section: person === people[1],
        });
    const rows = await rowsOf();
    expect(rows.slice(0, 3)).toEqual([
      `A,B,student,${roles[0]},S1,active,,true`,
      `A,z,student,${roles[0]},S1,active,,false`,
      `A,é,student,${roles[0]},S1,active,,false`,
    ]);
    expect(
      rows.map((row) => row.split(',')).map(([course, , , , section]) => `${course}:${section}`),
    ).toEqual(['A:S1', 'A:S2', 'A:', 'D:S9'].flatMap((place) => [place, place, place]));
  });

  it('need a SIS id on the course or the section, and a person who has one', async () => {
    const nameless = await school.section(await school.course());
    const bySection = await school.section(await school.course(), { sis_id: 'S2' });
    const byCourse = await school.section(await school.course({ sis_id: 'C2' }));
    const person = await userOf('U1');
    const byHand = await school.person('By hand');
    await school.login(byHand, 'by-hand');
    for (const section of [nameless, bySection, byCourse]) {
      await school.enrollment(person, section);
      await school.enrollment(byHand, section);
    }
    expect(await rowsOf()).toEqual([
      `C2,U1,student,${roles[0]},,active,,false`,
      `,U1,student,${roles[0]},S2,active,,false`,
    ]);
    expect(await rowsOf({ report: 'provisioning_csv' })).toHaveLength(6);
  });
});

describe('the status', () => {
  beforeEach(async () => {
    const section = await sectionOf();
    for (const [at, workflow_state] of ['active', 'inactive', 'completed', 'deleted'].entries())
      await school.enrollment(await userOf(`U${at}`), section, { workflow_state, sis_import_id: 1 });
    for (const [at, workflow_state] of ['invited', 'creation_pending', 'rejected'].entries())
      await school.enrollment(await userOf(`V${at}`), section, { workflow_state, sis_import_id: 1 });
    await school.enrollment(await userOf('W'), section, { workflow_state: 'deleted' });
  });

  const statuses = async (asked: Partial<ExportedFile> = {}) => {
    const [head, ...rows] = await read(asked);
    const at = head!.split(',').indexOf('status');
    const user = head!.split(',').indexOf('user_id');
    return rows.map((row) => `${row.split(',')[user]} ${row.split(',')[at]}`);
  };

  it('is active or inactive', async () => {
    expect(await statuses()).toEqual(['U0 active', 'U1 inactive']);
  });

  it('is concluded or deleted too when deleted rows are asked for, if an import has been about them', async () => {
    const all = ['U0 active', 'U1 inactive', 'U2 concluded', 'U3 deleted'];
    expect(await statuses({ parameters: { include_deleted: true } })).toEqual(all);
  });

  it('is invited or rejected too in the provisioning report', async () => {
    const report = 'provisioning_csv';
    const live = ['U0 active', 'U1 inactive', 'V0 invited', 'V1 invited', 'V2 rejected'];
    expect(await statuses({ report })).toEqual(live);
    expect(await statuses({ report, parameters: { include_deleted: true } })).toEqual([
      ...live.slice(0, 2),
      'U2 concluded',
      'U3 deleted',
      ...live.slice(2),
    ]);
  });

  it('is what the provisioning report is limited to', async () => {
    const report = 'provisioning_csv';
    const limited = (enrollment_states: unknown) => statuses({ report, parameters: { enrollment_states } });
    expect(await limited('completed')).toEqual(['U2 concluded']);
    expect(await limited(['active', 'deleted'])).toEqual(['U0 active', 'U3 deleted']);
    expect(await limited('nonsense')).toEqual([]);
  });

  it('is deleted when the section or the course is deleted', async () => {
    await database.pool.query(
      `update course_sections set workflow_state = 'deleted' where root_account_id = $1`,
      [tenant],
    );
    expect(await statuses()).toEqual([]);
    const deleted = ['U0', 'U1', 'U2', 'U3'].map((user) => `${user} deleted`);
    expect(await statuses({ parameters: { include_deleted: true } })).toEqual(deleted);
    await database.pool.query(
      `update course_sections set workflow_state = 'active' where root_account_id = $1`,
      [tenant],
    );
    await database.pool.query(`update courses set workflow_state = 'deleted' where root_account_id = $1`, [
      tenant,
    ]);
    expect(await statuses()).toEqual([]);
    expect(await statuses({ parameters: { include_deleted: true } })).toEqual(deleted);
  });
});

describe('the person', () => {
  it('is named by the login that the last row used, else by the best living one', async () => {
    const section = await sectionOf();
    const person = await school.person('Ada');
    await school.login(person, 'suspended', { sis_id: 'SUSPENDED', workflow_state: 'suspended' });
    const first = await school.login(person, 'first', { sis_id: 'FIRST' });
    const second = await school.login(person, 'second', { sis_id: 'SECOND' });
    const gone = await school.login(person, 'gone', { sis_id: 'GONE', workflow_state: 'deleted' });
    const byHand = await school.login(person, 'hand');
    const enrolled = await school.enrollment(person, section);
    const named = async (sis_pseudonym_id: number | null, include_deleted = false) => {
      await database.pool.query(
        'update enrollments set sis_pseudonym_id = $3 where root_account_id = $1 and id = $2',
        [tenant, enrolled, sis_pseudonym_id],
      );
      return (await rowsOf({ parameters: { include_deleted } })).map((row) => row.split(',')[1]);
    };
    expect(await named(second)).toEqual(['SECOND']);
    expect(await named(null)).toEqual(['FIRST']);
    expect(await named(byHand)).toEqual(['FIRST']);
    expect(await named(gone)).toEqual(['FIRST']);
    expect(await named(gone, true)).toEqual(['GONE']);
    await database.pool.query(
      `update pseudonyms set workflow_state = 'deleted' where root_account_id = $1 and id = any($2::int8[])`,
      [tenant, [first, second]],
    );
    expect(await named(first)).toEqual(['SUSPENDED']);
  });

  it('who is deleted is named only where deleted rows are asked for', async () => {
    const section = await sectionOf();
    const { user_id, login_id } = await school.user('U1');
    await school.enrollment(user_id, section, { workflow_state: 'deleted', sis_import_id: 1 });
    await database.pool.query(
      `update pseudonyms set workflow_state = 'deleted' where root_account_id = $1 and id = $2`,
      [tenant, login_id],
    );
    expect(await rowsOf({ parameters: { include_deleted: true } })).toEqual([
      `C1,U1,student,${roles[0]},S1,deleted,,false`,
    ]);
    const report = 'provisioning_csv';
    expect(await rowsOf({ report, parameters: { enrollment_states: 'deleted' } })).toEqual([
      expect.stringContaining(`,C1,${user_id},,student,`),
    ]);
  });

  it('whom an observer observes is named too; without a name an import would make another enrollment', async () => {
    const section = await sectionOf();
    const student = await userOf('KID');
    const nameless = await school.person('No SIS id');
    const type = 'ObserverEnrollment';
    const parent = await userOf('MUM');
    await school.enrollment(parent, section, { type });
    await school.enrollment(parent, section, { type, associated_user_id: student });
    await school.enrollment(parent, section, { type, associated_user_id: nameless });
    expect(await rowsOf()).toEqual([
      `C1,MUM,observer,${roles[4]},S1,active,KID,false`,
      `C1,MUM,observer,${roles[4]},S1,active,,false`,
    ]);
    expect(await rowsOf({ report: 'provisioning_csv' })).toHaveLength(3);
  });
});

describe('the provisioning report', () => {
  it('shows every internal id', async () => {
    const course = await school.course({ sis_id: 'C1' });
    const section = await school.section(course, { sis_id: 'S1' });
    const person = await userOf('MUM');
    const kid = await userOf('KID');
    const columns = { type: 'ObserverEnrollment', associated_user_id: kid, sis_import_id: 5 };
    const id = await school.enrollment(person, section, columns);
    expect(await read({ report: 'provisioning_csv' })).toEqual([
      'canvas_course_id,course_id,canvas_user_id,user_id,role,role_id,canvas_section_id,section_id,status,canvas_associated_user_id,associated_user_id,created_by_sis,base_role_type,limit_section_privileges,canvas_enrollment_id',
      `${course},C1,${person},MUM,observer,${roles[4]},${section},S1,active,${kid},KID,true,ObserverEnrollment,false,${id}`,
    ]);
  });

  it('can be limited to types of enrollments', async () => {
    const section = await sectionOf();
    for (const word of ['Student', 'Teacher', 'Ta'])
      await school.enrollment(await userOf(word), section, { type: `${word}Enrollment` });
    const parameters = { enrollment_filter: 'TeacherEnrollment,TaEnrollment' };
    const users = (await rowsOf({ report: 'provisioning_csv', parameters })).map((row) => row.split(',')[3]);
    expect(users).toEqual(['Ta', 'Teacher']);
  });
});

describe('enrollments', () => {
  it('can be limited to a term, to a sub-account, and to what an import has been about', async () => {
    const fall = await school.term();
    const arts = await school.account();
    const below = await school.account({ parent_account_id: arts });
    const plain = await sectionOf('S1');
    const special = await sectionOf('S2', { sis_id: 'C2', account_id: below, enrollment_term_id: fall });
    const person = await userOf('U1');
    await school.enrollment(person, plain);
    const touched = await school.enrollment(person, special);
    await school.stamp('enrollments', [touched]);
    const row = [`C2,U1,student,${roles[0]},S2,active,,false`];
    expect(await rowsOf({ enrollment_term_id: fall })).toEqual(row);
    expect(await rowsOf({ account_id: arts })).toEqual(row);
    expect(await rowsOf({ parameters: { created_by_sis: true } })).toEqual(row);
  });

  it('of other tenants are never among them', async () => {
    await school.enrollment(await userOf('U1'), await sectionOf());
    const mine = await rowsOf();
    tenant += 1;
    const other = await createRosterFactory(database.pool, tenant);
    const { user_id } = await other.user('U1');
    await other.enrollment(
      user_id,
      await other.section(await other.course({ sis_id: 'C1' }), { sis_id: 'OTHER' }),
    );
    expect(await rowsOf()).toEqual(mine);
    expect(mine).toHaveLength(1);
  });

  it('come complete and in order by the ten thousand', async () => {
    await database.pool.query(
      `with sections as (
         insert into courses (root_account_id, account_id, enrollment_term_id, sis_id)
         select $1, $1, $2, 'C' || i from generate_series(1, 100) i returning id
       ), places as (
         insert into course_sections (root_account_id, course_id, name, sis_id)
         select $1, id, 'S', 'S' || id from sections returning id, course_id
       ), people as (
         insert into users (root_account_id, name, sortable_name) select $1, 'U', 'U' from generate_series(1, 500) returning id
       ), logins as (
         insert into pseudonyms (root_account_id, user_id, unique_id, sis_id)
         select $1, id, 'u' || id, 'U' || id from people returning id, user_id
       )
       insert into enrollments (root_account_id, user_id, course_id, course_section_id, type, role_id, sis_pseudonym_id)
       select $1, user_id, course_id, places.id, 'StudentEnrollment', $3, logins.id from places, logins`,
      [tenant, school.default_term_id, roles[0]],
    );
    const rows = await rowsOf();
    expect(rows).toHaveLength(50_000);
    expect(new Set(rows).size).toBe(50_000);
    const keys = rows.map((row) => row.split(',')).map(([course, user]) => `${course} ${user}`);
    expect(keys).toEqual([...keys].sort((a, b) => (a < b ? -1 : 1)));
  });
});
