import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { type ExportedFile, exportCsv } from '../../../test/support/export-csv.ts';
import { createRosterFactory, type RosterFactory } from '../../../test/support/roster-factory.ts';

let database: TestDatabase;
let tenant = 0;
let school: RosterFactory;

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(() => database.close());

const fresh = async () => {
  tenant += 1;
  school = await createRosterFactory(database.pool, tenant);
};

const read = (asked: Omit<ExportedFile, 'root_account_id'>) =>
  exportCsv(database.pool, { root_account_id: school.root_account_id, ...asked });

const firstCells = (lines: readonly string[]) => lines.slice(1).map((line) => line.split(',')[0]);

const dates = { start_at: '2026-09-01T06:00Z' };

describe('courses', () => {
  let ids: Record<'arts' | 'fall' | 'blueprint' | 'full', number>;

  beforeAll(async () => {
    await fresh();
    const arts = await school.account({ sis_id: 'ARTS' });
    const fall = await school.term({ sis_id: 'F26' });
    const blueprint = await school.course({ sis_id: 'BP', is_blueprint: true, workflow_state: 'claimed' });
    const full = await school.course({
      sis_id: 'C1',
      integration_id: 'I1',
      course_code: 'Art 1',
      name: 'Drawing',
      account_id: arts,
      enrollment_term_id: fall,
      blueprint_course_id: blueprint,
      course_format: 'online',
      ...dates,
      restrict_enrollments_to_course_dates: true,
      sis_import_id: 3,
    });
    ids = { arts, fall, blueprint, full };
    await school.course({ sis_id: 'C2', ...dates });
    await school.course({ sis_id: 'C3', workflow_state: 'completed' });
    await school.course({ sis_id: 'C4', workflow_state: 'deleted' });
    await school.course({ name: 'By hand' });
    await school.course({ name: 'Gone by hand', workflow_state: 'deleted' });
  });

  it('show blank cells for the root account, the default term, and dates without effect', async () => {
    expect(await read({ report: 'sis_export_csv', file: 'courses' })).toEqual([
      'course_id,integration_id,short_name,long_name,account_id,term_id,status,start_date,end_date,course_format,blueprint_course_id',
      'BP,,C,Course,,,active,,,,',
      'C1,I1,Art 1,Drawing,ARTS,F26,active,2026-09-01T06:00:00Z,,online,BP',
      'C2,,C,Course,,,active,,,,',
    ]);
  });

  it('include concluded and deleted ones when asked to', async () => {
    const parameters = { include_deleted: true };
    expect((await read({ report: 'sis_export_csv', file: 'courses', parameters })).slice(4)).toEqual([
      'C3,,C,Course,,,completed,,,,',
      'C4,,C,Course,,,deleted,,,,',
    ]);
  });

  it('show internal ids and how far they are in the provisioning report', async () => {
    const parameters = { include_deleted: true };
    const { default_term_id: term } = school;
    const lines = await read({ report: 'provisioning_csv', file: 'courses', parameters });
    expect(lines[0]).toBe(
      'canvas_course_id,course_id,integration_id,short_name,long_name,canvas_account_id,account_id,canvas_term_id,term_id,status,start_date,end_date,course_format,canvas_blueprint_course_id,blueprint_course_id,created_by_sis',
    );
    expect(lines[1]).toBe(`${ids.blueprint},BP,,C,Course,${tenant},,${term},,unpublished,,,,,,false`);
    expect(lines[2]).toBe(
      `${ids.full},C1,I1,Art 1,Drawing,${ids.arts},ARTS,${ids.fall},F26,active,2026-09-01T06:00:00Z,,online,${ids.blueprint},BP,true`,
    );
    const statuses = lines.slice(3).map((line) => line.split(',').filter((_, at) => [1, 4, 9].includes(at)));
    expect(statuses).toEqual([
      ['C2', 'Course', 'active'],
      ['C3', 'Course', 'concluded'],
      ['C4', 'Course', 'deleted'],
      ['', 'By hand', 'active'],
    ]);
  });

  it('can be limited to a term, to a sub-account, and to what an import has been about', async () => {
    const asked = { report: 'sis_export_csv', file: 'courses' } as const;
    expect(firstCells(await read({ ...asked, enrollment_term_id: ids.fall }))).toEqual(['C1']);
    expect(firstCells(await read({ ...asked, account_id: ids.arts }))).toEqual(['C1']);
    expect(firstCells(await read({ ...asked, parameters: { created_by_sis: true } }))).toEqual(['C1']);
  });

  it('of accounts below a sub-account belong to it', async () => {
    const below = await school.account({ parent_account_id: ids.arts });
    await school.course({ sis_id: 'DEEP', account_id: below });
    const lines = await read({ report: 'sis_export_csv', file: 'courses', account_id: ids.arts });
    expect(firstCells(lines)).toEqual(['C1', 'DEEP']);
    expect(lines[2]).toBe('DEEP,,C,Course,,,active,,,,');
  });
});

describe('sections and xlist', () => {
  let ids: Record<'home' | 'target' | 'listed', number>;

  beforeAll(async () => {
    await fresh();
    const home = await school.course({ sis_id: 'HOME' });
    const target = await school.course({ sis_id: 'TARGET' });
    const gone = await school.course({ sis_id: 'GONE', workflow_state: 'deleted' });
    const done = await school.course({ sis_id: 'DONE', workflow_state: 'completed' });
    const unnamed = await school.course();
    await school.section(home, {
      sis_id: 'S2',
      integration_id: 'I2',
      name: 'With dates',
      end_at: '2026-12-20T07:00Z',
      restrict_enrollments_to_section_dates: true,
      sis_import_id: 3,
    });
    const listed = await school.section(target, { sis_id: 'S1', name: 'Listed', nonxlist_course_id: home });
    ids = { home, target, listed };
    await school.section(home, { name: 'Default', default_section: true, ...dates });
    await school.section(home, { sis_id: 'S3', workflow_state: 'deleted' });
    await school.section(gone, { sis_id: 'S4', nonxlist_course_id: home });
    await school.section(done, { sis_id: 'S5', nonxlist_course_id: home });
    await school.section(unnamed, { sis_id: 'S6' });
    await school.section(target, { name: 'By hand', nonxlist_course_id: home });
  });

  it('show sections in the course they sit in, when both have SIS ids', async () => {
    expect(await read({ report: 'sis_export_csv', file: 'sections' })).toEqual([
      'section_id,course_id,integration_id,name,status,start_date,end_date',
      'S5,DONE,,Section,active,,',
      'S2,HOME,I2,With dates,active,,2026-12-20T07:00:00Z',
      'S1,TARGET,,Listed,active,,',
    ]);
  });

  it('show the own status of a section, also when its course is deleted', async () => {
    const parameters = { include_deleted: true };
    const lines = await read({ report: 'sis_export_csv', file: 'sections', parameters });
    expect(lines.filter((line) => /^S[34]/.test(line))).toEqual([
      'S4,GONE,,Section,active,,',
      'S3,HOME,,Section,deleted,,',
    ]);
  });

  it('show all sections with internal ids in the provisioning report', async () => {
    const lines = await read({ report: 'provisioning_csv', file: 'sections' });
    expect(lines[0]).toBe(
      'canvas_section_id,section_id,canvas_course_id,course_id,integration_id,name,status,start_date,end_date,canvas_account_id,account_id,created_by_sis',
    );
    expect(lines.slice(1).map((line) => line.split(',').slice(1).join(','))).toEqual([
      `S5,${ids.target + 2},DONE,,Section,active,,,${tenant},,false`,
      `S2,${ids.home},HOME,I2,With dates,active,,2026-12-20T07:00:00Z,${tenant},,true`,
      `,${ids.home},HOME,,Default,active,,,${tenant},,false`,
      `S1,${ids.target},TARGET,,Listed,active,,,${tenant},,false`,
      `,${ids.target},TARGET,,By hand,active,,,${tenant},,false`,
      `S6,${ids.target + 3},,,Section,active,,,${tenant},,false`,
    ]);
  });

  it('list cross-listed sections only, but not in deleted and concluded courses', async () => {
    expect(await read({ report: 'sis_export_csv', file: 'xlist' })).toEqual([
      'xlist_course_id,section_id,status',
      'TARGET,S1,active',
    ]);
    const parameters = { include_deleted: true };
    expect((await read({ report: 'sis_export_csv', file: 'xlist', parameters })).slice(1)).toEqual([
      'DONE,S5,active',
      'GONE,S4,active',
      'TARGET,S1,active',
    ]);
  });

  it('name the home course in the provisioning report', async () => {
    const [header, first, second, ...rest] = await read({ report: 'provisioning_csv', file: 'xlist' });
    expect(header).toBe(
      'canvas_xlist_course_id,xlist_course_id,canvas_section_id,section_id,status,canvas_nonxlist_course_id,nonxlist_course_id',
    );
    expect(first).toBe(`${ids.target},TARGET,${ids.listed},S1,active,${ids.home},HOME`);
    expect(second).toMatch(new RegExp(`^${ids.target},TARGET,\\d+,,active,${ids.home},HOME$`));
    expect(rest).toEqual([]);
  });

  it('can be limited to a term, to a sub-account, and to what an import has been about', async () => {
    const fall = await school.term();
    const arts = await school.account();
    const course = await school.course({ sis_id: 'ART', account_id: arts, enrollment_term_id: fall });
    await school.section(course, { sis_id: 'A1', nonxlist_course_id: ids.home });
    for (const file of ['sections', 'xlist']) {
      const asked = { report: 'sis_export_csv', file } as const;
      const row = [expect.stringContaining('A1')];
      expect((await read({ ...asked, enrollment_term_id: fall })).slice(1)).toEqual(row);
      expect((await read({ ...asked, account_id: arts })).slice(1)).toEqual(row);
    }
    const stamped = {
      report: 'sis_export_csv',
      file: 'sections',
      parameters: { created_by_sis: 'on' },
    } as const;
    expect(firstCells(await read(stamped))).toEqual(['S2']);
  });
});
