import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { type ExportedFile, exportCsv } from '../../../test/support/export-csv.ts';
import { createRosterFactory, type RosterFactory } from '../../../test/support/roster-factory.ts';

let database: TestDatabase;
let school: RosterFactory;
let tenant = 0;
let course: number;
let goneCourse: number;
let arts: number;
let nameless: number;

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(() => database.close());

beforeEach(async () => {
  tenant += 1;
  school = await createRosterFactory(database.pool, tenant);
  arts = await school.account({ sis_id: 'ARTS' });
  nameless = await school.account();
  course = await school.course({ sis_id: 'C1', account_id: arts });
  goneCourse = await school.course({ sis_id: 'C2', workflow_state: 'deleted' });
});

const read = (file: string, asked: Partial<ExportedFile> = {}) =>
  exportCsv(database.pool, {
    root_account_id: school.root_account_id,
    report: 'sis_export_csv',
    file,
    ...asked,
  });

const deleted = { parameters: { include_deleted: true } };
const provisioning = { report: 'provisioning_csv' } as const;

describe('group categories', () => {
  const by_import = { sis_import_id: 1 };
  let inCourse: number;

  beforeEach(async () => {
    inCourse = await school.category({
      ...by_import,
      sis_id: 'K1',
      course_id: course,
      name: 'Labs',
      group_limit: 4,
    });
    await school.category({ ...by_import, sis_id: 'K2', account_id: arts });
    await school.category({ ...by_import, sis_id: 'K3', account_id: tenant });
    await school.category({ ...by_import, sis_id: 'K4', account_id: nameless });
    await school.category({ ...by_import, sis_id: 'K5', account_id: tenant, workflow_state: 'deleted' });
    await school.category({ ...by_import, sis_id: 'K6', course_id: goneCourse });
    await school.category({ sis_id: 'K7', account_id: tenant });
    await school.category({ ...by_import, sis_id: 'T1', course_id: course, kind: 'tag' });
  });

  it('show their account or their course, if an import has been about them and could find them again', async () => {
    expect(await read('group_categories')).toEqual([
      'group_category_id,account_id,course_id,category_name,status',
      'K1,,C1,Labs,active',
      'K2,ARTS,,Category,active',
      'K3,,,Category,active',
    ]);
    expect((await read('group_categories', deleted)).slice(4)).toEqual([
      'K5,,,Category,deleted',
      'K6,,C2,Category,active',
    ]);
  });

  it('that an import left as they were count as its own', async () => {
    const id = await school.category({ sis_id: 'K8', account_id: tenant });
    await school.stamp('group_categories', [id]);
    expect((await read('group_categories')).at(-1)).toBe('K8,,,Category,active');
  });

  it('show context and settings in the provisioning report, built-in ones too', async () => {
    const builtIn = await school.category({
      course_id: course,
      role: 'student_organized',
      name: 'Student Groups',
    });
    const lines = await read('group_categories', provisioning);
    expect(lines.slice(0, 2)).toEqual([
      'canvas_group_category_id,group_category_id,context_id,context_type,name,role,self_signup,group_limit,auto_leader,status',
      `${inCourse},K1,${course},Course,Labs,,,4,,active`,
    ]);
    expect(lines).toHaveLength(7);
    expect(lines.at(-1)).toBe(`${builtIn},,${course},Course,Student Groups,student_organized,,,,active`);
  });

  it('of a sub-account are those of its courses too', async () => {
    const lines = await read('group_categories', { account_id: arts });
    expect(lines.slice(1)).toEqual(['K1,,C1,Labs,active', 'K2,ARTS,,Category,active']);
  });
});

describe('groups', () => {
  let labs: number;
  let first: number;

  beforeEach(async () => {
    labs = await school.category({ sis_id: 'K1', course_id: course });
    const builtIn = await school.category({ sis_id: 'X', course_id: course, role: 'imported' });
    first = await school.group({
      sis_id: 'G1',
      course_id: course,
      group_category_id: labs,
      name: 'Lab 1',
      max_membership: 3,
      sis_import_id: 1,
    });
    await school.group({ sis_id: 'G2', course_id: course, group_category_id: builtIn });
    await school.group({ sis_id: 'G3', account_id: arts });
    await school.group({ sis_id: 'G4', account_id: tenant });
    await school.group({ sis_id: 'G5', account_id: tenant, workflow_state: 'deleted' });
    await school.group({ sis_id: 'G6', course_id: goneCourse });
    await school.group({ account_id: tenant, name: 'By hand' });
    await school.group({ sis_id: 'T1', course_id: course, kind: 'tag' });
  });

  it('show their set unless it is the built-in one', async () => {
    expect(await read('groups')).toEqual([
      'group_id,group_category_id,account_id,course_id,name,status',
      'G1,K1,,C1,Lab 1,available',
      'G2,,,C1,Group,available',
      'G3,,ARTS,,Group,available',
      'G4,,,,Group,available',
    ]);
    expect((await read('groups', deleted)).slice(5)).toEqual([
      'G5,,,,Group,deleted',
      'G6,,,C2,Group,available',
    ]);
  });

  it('show all ids in the provisioning report, that of the set twice', async () => {
    const lines = await read('groups', provisioning);
    expect(lines.slice(0, 2)).toEqual([
      'canvas_group_id,group_id,canvas_group_category_id,group_category_id,canvas_account_id,account_id,canvas_course_id,course_id,name,status,created_by_sis,context_id,context_type,group_category_id,max_membership',
      `${first},G1,${labs},K1,,,${course},C1,Lab 1,available,true,${course},Course,${labs},3`,
    ]);
    expect(lines[3]).toMatch(
      new RegExp(`^\\d+,G3,,,${arts},ARTS,,,Group,available,false,${arts},Account,,$`),
    );
    expect(lines).toHaveLength(6);
  });

  it('can be limited to a sub-account and to what an import has been about', async () => {
    const ids = async (asked: Partial<ExportedFile>) =>
      (await read('groups', asked)).slice(1).map((line) => line.split(',')[0]);
    expect(await ids({ account_id: arts })).toEqual(['G1', 'G2', 'G3']);
    expect(await ids({ parameters: { created_by_sis: true } })).toEqual(['G1']);
  });
});

describe('group memberships', () => {
  const by_import = { sis_import_id: 1 };
  let group: number;
  let ada: number;

  beforeEach(async () => {
    group = await school.group({ sis_id: 'G1', course_id: course });
    ada = (await school.user('U1')).user_id;
    const ben = (await school.user('U2')).user_id;
    const cyd = (await school.user('U3')).user_id;
    const byHand = await school.person('By hand');
    await school.membership(group, ben, by_import);
    await school.membership(group, ada, by_import);
    await school.membership(group, ada, { ...by_import, workflow_state: 'deleted' });
    await school.membership(group, cyd, { workflow_state: 'invited' });
    await school.membership(group, byHand, by_import);
    await school.membership(await school.group({ account_id: tenant }), ada, by_import);
    await school.membership(await school.group({ sis_id: 'G2', course_id: goneCourse }), ada, by_import);
    await school.membership(
      await school.group({ sis_id: 'T1', course_id: course, kind: 'tag' }),
      ada,
      by_import,
    );
  });

  it('come from imports, and a deleted one before the accepted one of the same pair', async () => {
    expect(await read('group_membership')).toEqual([
      'group_id,user_id,status',
      'G1,U1,accepted',
      'G1,U2,accepted',
    ]);
    expect((await read('group_membership', deleted)).slice(1)).toEqual([
      'G1,U1,deleted',
      'G1,U1,accepted',
      'G1,U2,accepted',
      'G2,U1,accepted',
    ]);
  });

  it('are all in the provisioning report', async () => {
    const lines = await read('group_membership', provisioning);
    expect(lines.slice(0, 2)).toEqual([
      'canvas_group_id,group_id,canvas_user_id,user_id,status,created_by_sis',
      `${group},G1,${ada},U1,accepted,true`,
    ]);
    expect(
      lines.slice(2).map((line) => line.split(',').filter((_, at) => [1, 3, 4, 5].includes(at))),
    ).toEqual([
      ['G1', 'U2', 'accepted', 'true'],
      ['G1', 'U3', 'invited', 'false'],
      ['G1', '', 'accepted', 'true'],
      ['', 'U1', 'accepted', 'true'],
    ]);
    const touched = await read('group_membership', { ...provisioning, parameters: { created_by_sis: true } });
    expect(touched).toHaveLength(5);
  });

  it('of a sub-account are those of groups in it', async () => {
    expect(await read('group_membership', { account_id: nameless })).toHaveLength(1);
    expect(await read('group_membership', { account_id: arts })).toHaveLength(3);
  });
});
