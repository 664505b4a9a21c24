import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { type ExportedFile, exportCsv } from '../../../test/support/export-csv.ts';
import { createRosterFactory, type RosterFactory } from '../../../test/support/roster-factory.ts';

let database: TestDatabase;
let school: RosterFactory;
let tenant = 0;

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(() => database.close());

const fresh = async () => {
  tenant += 1;
  school = await createRosterFactory(database.pool, tenant);
};

const read = (asked: Partial<ExportedFile> = {}) =>
  exportCsv(database.pool, {
    root_account_id: school.root_account_id,
    report: 'sis_export_csv',
    file: 'users',
    ...asked,
  });

const firstCells = (lines: readonly string[]) => lines.slice(1).map((line) => line.split(',')[0]);

describe('users', () => {
  let ada: number;

  beforeAll(async () => {
    await fresh();
    ada = await school.person('Ada Byron', { sortable_name: 'Byron, Ada', short_name: 'Ada' });
    await school.login(ada, 'ada', { sis_id: 'U1', integration_id: 'I1', authentication_provider_id: 7 });
    await school.login(ada, 'ada2', { sis_id: 'U3', workflow_state: 'suspended', sis_import_id: 1 });
    await school.login(ada, 'ada-by-hand');
    await school.login(ada, 'ada-gone', { sis_id: 'U4', workflow_state: 'deleted' });
    await school.login(ada, 'ada-gone-by-hand', { workflow_state: 'deleted' });
    await school.email(ada, 'old@example.edu', { workflow_state: 'retired' });
    await school.email(ada, 'second@example.edu', { position: 2 });
    await school.email(ada, 'ada@example.edu', { position: 1 });
    await school.email(ada, '+1555', { path_type: 'sms', position: 0 });
    const zoe = await school.person('Zoë 🎓', { sortable_name: '' });
    await school.login(zoe, 'zoë', { sis_id: 'U2' });
  });

  it('have a row per login, with the same address for all logins of a person', async () => {
    expect(await read()).toEqual([
      'user_id,integration_id,authentication_provider_id,login_id,password,first_name,last_name,full_name,sortable_name,short_name,email,status',
      'U1,I1,7,ada,,Ada,Byron,Ada Byron,"Byron, Ada",Ada,ada@example.edu,active',
      'U2,,,zoë,,,,Zoë 🎓,,,,active',
      'U3,,,ada2,,Ada,Byron,Ada Byron,"Byron, Ada",Ada,ada@example.edu,suspended',
    ]);
  });

  it('include deleted logins with a SIS id when asked to', async () => {
    const parameters = { include_deleted: true };
    expect(firstCells(await read({ parameters }))).toEqual(['U1', 'U2', 'U3', 'U4']);
  });

  it('include logins made by hand in the provisioning report, which shows no password column', async () => {
    const [header, ...rows] = await read({ report: 'provisioning_csv' });
    expect(header).toBe(
      'canvas_user_id,user_id,integration_id,authentication_provider_id,login_id,first_name,last_name,full_name,sortable_name,short_name,email,status,created_by_sis',
    );
    const name = 'Ada,Byron,Ada Byron,"Byron, Ada",Ada,ada@example.edu';
    expect(rows.filter((row) => row.startsWith(`${ada},`))).toEqual([
      `${ada},U1,I1,7,ada,${name},active,false`,
      `${ada},U3,,,ada2,${name},suspended,true`,
      `${ada},,,,ada-by-hand,${name},active,false`,
    ]);
  });

  it('can be limited to logins that an import has been about', async () => {
    expect(firstCells(await read({ parameters: { created_by_sis: true } }))).toEqual(['U3']);
  });
});

describe('users of a sub-account', () => {
  it('are those who are enrolled or admins there or below', async () => {
    await fresh();
    const arts = await school.account();
    const below = await school.account({ parent_account_id: arts });
    const section = await school.section(await school.course({ account_id: below }));
    const elsewhere = await school.section(await school.course());
    for (const [id, column] of [
      ['ACTIVE', {}],
      ['CONCLUDED', { workflow_state: 'completed' }],
      ['GONE', { workflow_state: 'deleted' }],
      ['REJECTED', { workflow_state: 'rejected' }],
    ] as const)
      await school.enrollment((await school.user(id)).user_id, section, column);
    await school.enrollment((await school.user('ELSEWHERE')).user_id, elsewhere);
    await school.user('NOWHERE');
    await school.admin(below, (await school.user('ADMIN')).user_id);
    await school.admin(arts, (await school.user('FORMER')).user_id, { workflow_state: 'deleted' });
    await school.admin(school.root_account_id, (await school.user('CHIEF')).user_id);
    expect(firstCells(await read({ account_id: arts }))).toEqual(['ACTIVE', 'ADMIN', 'CONCLUDED']);
    const parameters = { include_deleted: true };
    expect(firstCells(await read({ account_id: arts, parameters }))).toEqual([
      'ACTIVE',
      'ADMIN',
      'CONCLUDED',
      'FORMER',
      'GONE',
      'REJECTED',
    ]);
  });
});

describe('first and last names', () => {
  it.each([
    ['Byron, Ada', 'Ada', 'Byron'],
    ['Harrow, Cyd Jr.', 'Cyd Jr.', 'Harrow'],
    ['van der Berg, Ann', 'Ann', 'van der Berg'],
    ['King, Martin, Jr.', 'Martin, Jr.', 'King'],
    ['Ada Byron', 'Ada', 'Byron'],
    ['Cyd Harrow Jr.', 'Cyd Jr.', 'Harrow'],
    ['Henry Tudor VIII', 'Henry Tudor', 'VIII'],
    ['Henry Tudor iv', 'Henry iv', 'Tudor'],
    ['Cher', 'Cher', ''],
    ['Byron,', '', 'Byron'],
    ['Junior', 'Junior', ''],
    ['Anna Maria\tBell', 'Anna Maria', 'Bell'],
  ])('of “%s” are “%s” and “%s”', async (sortable_name, first_name, last_name) => {
    await fresh();
    const user_id = await school.person('Somebody', { sortable_name });
    await school.login(user_id, 'u', { sis_id: 'U' });
    const [row] = parse((await read()).join('\n'), { columns: true }) as Record<string, string>[];
    expect(row).toMatchObject({ first_name, last_name, sortable_name });
  });
});
