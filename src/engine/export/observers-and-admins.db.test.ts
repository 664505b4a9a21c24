import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
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

beforeEach(async () => {
  tenant += 1;
  school = await createRosterFactory(database.pool, tenant);
});

const read = (file: string, asked: Partial<ExportedFile> = {}) =>
  exportCsv(database.pool, {
    root_account_id: school.root_account_id,
    report: 'sis_export_csv',
    file,
    ...asked,
  });

const userOf = async (sis_id: string) => (await school.user(sis_id)).user_id;

const deleted = { parameters: { include_deleted: true } };
const provisioning = { report: 'provisioning_csv' } as const;

describe('user observers', () => {
  let mum: number;
  let kid: number;

  beforeEach(async () => {
    mum = await userOf('MUM');
    kid = await userOf('KID');
    await school.observer(mum, kid, { sis_import_id: 1 });
    await school.observer(mum, await userOf('BABY'), { sis_import_id: 1, workflow_state: 'deleted' });
    await school.observer(mum, await userOf('NIECE'));
    await school.observer(await school.person('No SIS id'), kid, { sis_import_id: 1 });
  });

  it('are the links that imports made, one row each, whatever logins the two have', async () => {
    await school.login(mum, 'mum2', { sis_id: 'MUM2' });
    expect(await read('user_observers')).toEqual(['observer_id,student_id,status', 'MUM,KID,active']);
    expect((await read('user_observers', deleted)).slice(1)).toEqual(['MUM,BABY,deleted', 'MUM,KID,active']);
  });

  it('are all in the provisioning report', async () => {
    const lines = await read('user_observers', provisioning);
    expect(lines.slice(0, 2)).toEqual([
      'canvas_observer_id,observer_id,canvas_student_id,student_id,status,created_by_sis',
      `${mum},MUM,${kid},KID,active,true`,
    ]);
    expect(lines[2]).toMatch(new RegExp(`^${mum},MUM,\\d+,NIECE,active,false$`));
    expect(lines[3]).toMatch(new RegExp(`^\\d+,,${kid},KID,active,true$`));
    const byImport = { ...provisioning, parameters: { created_by_sis: true } };
    expect(await read('user_observers', byImport)).toHaveLength(3);
  });

  it('of a sub-account are links between people of it', async () => {
    const arts = await school.account();
    const section = await school.section(await school.course({ account_id: arts }));
    await school.enrollment(kid, section);
    expect(await read('user_observers', { account_id: arts })).toHaveLength(1);
    await school.enrollment(mum, section, { type: 'ObserverEnrollment', associated_user_id: kid });
    expect((await read('user_observers', { account_id: arts })).slice(1)).toEqual(['MUM,KID,active']);
  });
});

describe('admins', () => {
  let arts: number;
  let dean: number;
  let deanRole: number;
  let chief: number;

  beforeEach(async () => {
    arts = await school.account({ sis_id: 'ARTS' });
    dean = await school.person('Dora Dean');
    await school.login(dean, 'dean', { sis_id: 'DEAN' });
    deanRole = await school.role('Dean', { base_role_type: 'AccountMembership' });
    chief = await userOf('CHIEF');
    await school.admin(arts, dean, { sis_managed: true, role_id: deanRole });
    await school.admin(tenant, chief, { sis_managed: true });
    await school.admin(arts, chief, { sis_managed: true, workflow_state: 'deleted' });
    await school.admin(arts, await userOf('HAND'));
    await school.admin(tenant, await school.person('No SIS id'), { sis_managed: true });
    await school.admin(await school.account(), dean, { sis_managed: true });
  });

  it('are those under import management; a blank account is the root account and nothing else', async () => {
    const admin = school.role_ids.AccountAdmin;
    expect(await read('admins')).toEqual([
      'user_id,account_id,role_id,role,status',
      `CHIEF,,${admin},AccountAdmin,active`,
      `DEAN,ARTS,${deanRole},Dean,active`,
    ]);
    expect((await read('admins', deleted)).slice(1)).toEqual([
      `CHIEF,,${admin},AccountAdmin,active`,
      `CHIEF,ARTS,${admin},AccountAdmin,deleted`,
      `DEAN,ARTS,${deanRole},Dean,active`,
    ]);
  });

  it('are all in the provisioning report', async () => {
    const admin = school.role_ids.AccountAdmin;
    const lines = await read('admins', provisioning);
    expect(lines.slice(0, 2)).toEqual([
      'admin_user_name,canvas_user_id,user_id,canvas_account_id,account_id,role_id,role,status,created_by_sis',
      `CHIEF,${chief},CHIEF,${tenant},,${admin},AccountAdmin,active,true`,
    ]);
    expect(lines.slice(3, 5)).toEqual([
      `Dora Dean,${dean},DEAN,${arts},ARTS,${deanRole},Dean,active,true`,
      expect.stringMatching(/^HAND,\d+,HAND,\d+,ARTS,\d+,AccountAdmin,active,false$/),
    ]);
    expect(lines).toHaveLength(6);
    const managed = { ...provisioning, parameters: { created_by_sis: true } };
    expect(await read('admins', managed)).toHaveLength(5);
  });

  it('of a sub-account are those in it and below', async () => {
    const below = await school.account({ sis_id: 'BELOW', parent_account_id: arts });
    await school.admin(below, chief, { sis_managed: true });
    const accounts = (await read('admins', { account_id: arts })).slice(1).map((line) => line.split(',')[1]);
    expect(accounts).toEqual(['ARTS', 'BELOW']);
  });
});
