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

describe('accounts', () => {
  beforeAll(async () => {
    await fresh();
    const b = await school.account({ name: 'Arts, "fine"', sis_id: 'B', sis_import_id: 1 });
    const a = await school.account({ name: 'Under B', sis_id: 'A', parent_account_id: b, sis_import_id: 1 });
    await school.account({ name: 'Deep', sis_id: '0', parent_account_id: a });
    const hand = await school.account({ name: 'By hand' });
    await school.account({ name: 'Under hand', sis_id: 'H', parent_account_id: hand });
    await school.account({ name: 'Gone', sis_id: 'G', workflow_state: 'deleted' });
    await school.account({ name: 'Gone by hand', workflow_state: 'deleted' });
  });

  it('come with parents before children, without the root account and those that have no SIS id', async () => {
    expect(await read({ report: 'sis_export_csv', file: 'accounts' })).toEqual([
      'account_id,parent_account_id,name,status',
      'B,,"Arts, ""fine""",active',
      'A,B,Under B,active',
      'H,,Under hand,active',
      '0,A,Deep,active',
    ]);
  });

  it('include deleted ones with a SIS id when asked to', async () => {
    const parameters = { include_deleted: '1' };
    const deleted = (lines: readonly string[]) => lines.filter((line) => line.includes('Gone'));
    expect(deleted(await read({ report: 'sis_export_csv', file: 'accounts', parameters }))).toEqual([
      'G,,Gone,deleted',
    ]);
    expect(deleted(await read({ report: 'provisioning_csv', file: 'accounts', parameters }))).toHaveLength(1);
  });

  it('are all in the provisioning report, with internal ids', async () => {
    const { rows } = await database.pool.query(
      `select string_agg(id::text, ' ' order by name) as ids from accounts where root_account_id = $1 and name <> 'Gone'
         and name <> 'Gone by hand'`,
      [tenant],
    );
    const [arts, byHand, deep, root, underB, underHand] = rows[0].ids.split(' ');
    expect(await read({ report: 'provisioning_csv', file: 'accounts' })).toEqual([
      'canvas_account_id,account_id,canvas_parent_id,parent_account_id,name,status,created_by_sis',
      `${arts},B,${root},,"Arts, ""fine""",active,true`,
      `${byHand},,${root},,By hand,active,false`,
      `${underB},A,${arts},B,Under B,active,true`,
      `${underHand},H,${byHand},,Under hand,active,false`,
      `${deep},0,${underB},A,Deep,active,false`,
    ]);
  });

  it('are the direct children only when the report runs on a sub-account', async () => {
    const { rows } = await database.pool.query(
      `select id from accounts where root_account_id = $1 and sis_id = 'B'`,
      [tenant],
    );
    expect(await read({ report: 'sis_export_csv', file: 'accounts', account_id: rows[0].id })).toEqual([
      'account_id,parent_account_id,name,status',
      'A,B,Under B,active',
    ]);
  });

  it('can be limited to those that an import has been about, changed or not', async () => {
    const { rows } = await database.pool.query(
      `select id from accounts where root_account_id = $1 and sis_id = '0'`,
      [tenant],
    );
    await school.stamp('accounts', [rows[0].id]);
    const parameters = { created_by_sis: 'true' };
    const lines = await read({ report: 'sis_export_csv', file: 'accounts', parameters });
    expect(lines.slice(1).map((line) => line.split(',')[0])).toEqual(['B', 'A', '0']);
  });
});

describe('terms', () => {
  beforeAll(async () => {
    await fresh();
    await school.term({
      name: 'Fall',
      sis_id: 'F26',
      start_at: '2026-09-01T06:00Z',
      end_at: '2026-12-20T07:00Z',
    });
    await school.term({ name: 'Earlier', sis_id: 'A', sis_import_id: 4 });
    await school.term({ name: 'By hand' });
    await school.term({ name: 'Gone', sis_id: 'G', workflow_state: 'deleted' });
  });

  it('come in the order of their SIS ids, with their dates in UTC', async () => {
    expect(await read({ report: 'sis_export_csv', file: 'terms' })).toEqual([
      'term_id,name,status,start_date,end_date',
      'A,Earlier,active,,',
      'F26,Fall,active,2026-09-01T06:00:00Z,2026-12-20T07:00:00Z',
    ]);
  });

  it('show their dates in the time zone of the account, summer time and all', async () => {
    const lines = await read({ report: 'sis_export_csv', file: 'terms', time_zone: 'America/Denver' });
    expect(lines[2]).toBe('F26,Fall,active,2026-09-01T00:00:00-06:00,2026-12-20T00:00:00-07:00');
    const london = await read({ report: 'sis_export_csv', file: 'terms', time_zone: 'Europe/London' });
    expect(london[2]).toBe('F26,Fall,active,2026-09-01T07:00:00+01:00,2026-12-20T07:00:00+00:00');
  });

  it('show their dates in UTC when nobody knows the time zone', async () => {
    const lines = await read({ report: 'sis_export_csv', file: 'terms', time_zone: 'Mars/Base' });
    expect(lines[2]).toContain('2026-09-01T06:00:00Z');
  });

  it('include the default term and those made by hand in the provisioning report', async () => {
    const lines = await read({
      report: 'provisioning_csv',
      file: 'terms',
      parameters: { include_deleted: true },
    });
    expect(lines.map((line) => line.split(',').slice(1).join(','))).toEqual([
      'term_id,name,status,start_date,end_date,created_by_sis',
      'A,Earlier,active,,,true',
      'F26,Fall,active,2026-09-01T06:00:00Z,2026-12-20T07:00:00Z,false',
      'G,Gone,deleted,,,false',
      ',Default Term,active,,,false',
      ',By hand,active,,,false',
    ]);
    expect(lines[4]).toBe(`${school.default_term_id},,Default Term,active,,,false`);
  });

  it('are those of the root account wherever the report runs', async () => {
    const account_id = await school.account();
    expect(await read({ report: 'sis_export_csv', file: 'terms', account_id })).toHaveLength(3);
  });
});
