import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ApiServer, createApiServer, type Tenant } from '../../../../test/support/api-server.ts';
import { runQueue } from '../../../../test/support/held-imports.ts';
import { zipOf } from '../../../../test/support/run-case.ts';
import type { PlanEntry, SisImport } from '../../../api/index.ts';

let server: ApiServer;
let tenant: Tenant;
let path: string;

beforeAll(async () => {
  server = await createApiServer();
});
afterAll(() => server.close());

const USERS = 80;
const numbers = (count: number) => Array.from({ length: count }, (_, at) => at + 1);

function enrollments(statusOf: (n: number) => string | null): string {
  const rows = numbers(USERS).flatMap((n) => {
    const status = statusOf(n);
    return status === null ? [] : [`S${n <= 60 ? 1 : 2},U${n},student,${status}`];
  });
  return ['section_id,user_id,role,status', ...rows].join('\n');
}

const school = {
  'accounts.csv': 'account_id,parent_account_id,name,status\nNORTH,,North,active\nNORTH-ART,NORTH,Art,active',
  'terms.csv': 'term_id,name,status\nT1,Autumn,active\nT2,Spring,active',
  'courses.csv':
    'course_id,short_name,long_name,account_id,term_id,status\nC1,One,One,NORTH-ART,T1,active\nC2,Two,Two,,T2,active',
  'sections.csv': 'section_id,course_id,name,status\nS1,C1,One,active\nS2,C2,Two,active',
  'users.csv': [
    'user_id,login_id,full_name,status',
    ...numbers(USERS).map((n) => `U${n},u${n},User ${n},active`),
  ].join('\n'),
  'enrollments.csv': enrollments(() => 'active'),
};

// A school of its own for each test: what one has let happen is not there for the next.
beforeEach(async () => {
  tenant = await server.makeTenant('Lakeside');
  path = `/api/v1/accounts/${tenant.id}/sis_imports`;
  await send(school, { hold: 'on' });
});

/** Sends an import, has the queue run, and shows what became of it. */
async function send(
  files: Readonly<Record<string, string>>,
  options: Readonly<Record<string, string>> = {},
): Promise<SisImport> {
  const form = new FormData();
  for (const [name, value] of Object.entries(options)) form.append(name, value);
  const contents = Object.fromEntries(Object.entries(files).map(([name, text]) => [name, Buffer.from(text)]));
  form.append('attachment', new Blob([new Uint8Array(await zipOf(contents))]), 'upload.zip');
  const response = await server.send('POST', path, form, tenant.token);
  expect(response.status).toBe(200);
  const { id } = (await response.json()) as SisImport;
  await runQueue(server, tenant.id);
  return show(id);
}

async function show(id: number): Promise<SisImport> {
  return (await (await server.get(`${path}/${id}`, tenant.token)).json()) as SisImport;
}

async function approve(id: number, body: object = { reason: 'The term is over.' }): Promise<SisImport> {
  const response = await server.send('PUT', `${path}/${id}/approve`, body, tenant.token);
  expect(response.status).toBe(200);
  await runQueue(server, tenant.id);
  return show(id);
}

async function settings(set: object): Promise<void> {
  const response = await server.send(
    'PUT',
    `/api/v1/accounts/${tenant.id}`,
    { account: { settings: set } },
    tenant.token,
  );
  expect(response.status).toBe(200);
}

async function activeEnrollments(): Promise<number> {
  const { rows } = await server.database.pool.query(
    `select count(*) as count from enrollments where root_account_id = $1 and workflow_state = 'active'`,
    [tenant.id],
  );
  return Number(rows[0].count);
}

const limitsOf = ({ data }: SisImport) => data.hold?.limits.map(({ limit }) => limit);
const deletes = (count: number) => ({
  'enrollments.csv': enrollments((n) => (n <= count ? 'deleted' : null)),
});

describe('an import that would do too much harm', () => {
  it('is held before it applies anything: as created, saying which limit, how many of how many, and where', async () => {
    const held = await send(deletes(40), { hold: 'on' });
    expect(held).toMatchObject({ workflow_state: 'created', progress: 0, started_at: null, ended_at: null });
    const { id } = (held.data.hold?.limits[1]?.term ?? {}) as { id: number };
    expect(held.data.hold).toEqual({
      held_at: expect.stringMatching(/^\d{4}-.*Z$/),
      limit_count: 4,
      limits: [
        {
          limit: 'any.account.deleted_percent',
          allows: 10,
          kind: 'enrollments',
          count: 40,
          of: 80,
          percent: 50,
        },
        {
          limit: 'any.term.deleted_percent',
          allows: 25,
          kind: 'enrollments',
          count: 40,
          of: 60,
          percent: 66.67,
          term: { id, sis_id: 'T1', name: 'Autumn' },
        },
        ...['NORTH-ART', 'NORTH'].map((sis_id) => ({
          limit: 'any.sub_account.deleted_percent',
          allows: 25,
          kind: 'enrollments',
          count: 40,
          of: 60,
          percent: 66.67,
          account: { id: expect.any(Number), sis_id, name: expect.any(String) },
        })),
      ],
      files: [],
      earlier_approvals: [],
    });
    expect(await activeEnrollments()).toBe(80);
  });

  it('shows its plan', async () => {
    const held = await send(deletes(40), { hold: 'on' });
    const response = await server.get(`${path}/${held.id}/plan?action=delete&per_page=100`, tenant.token);
    const { plan } = (await response.json()) as { plan: PlanEntry[] };
    expect(held.data.plan).toEqual({ enrollments: { delete: 40 } });
    expect(plan.map(({ sis_ids: { user_id }, row }) => [user_id, row])).toEqual(
      numbers(40).map((n) => [`U${n}`, n + 1]),
    );
  });

  it('is applied after an approval, which is kept with its reason', async () => {
    const held = await send(deletes(40), { hold: 'on' });
    const done = await approve(held.id, { reason: ' The term is over. ' });
    expect(done).toMatchObject({ workflow_state: 'imported', progress: 100 });
    expect(done.data.hold).toMatchObject({
      limit_count: 4,
      approved_at: expect.stringMatching(/^\d{4}-.*Z$/),
      approved_by: { id: expect.any(Number), name: 'Ada Byron' },
      reason: 'The term is over.',
    });
    expect(await activeEnrollments()).toBe(40);
  });

  it('ends with an abort, and nothing was done', async () => {
    const held = await send(deletes(40), { hold: 'on' });
    expect((await server.send('PUT', `${path}/${held.id}/abort`, {}, tenant.token)).status).toBe(200);
    await runQueue(server, tenant.id);
    expect((await show(held.id)).workflow_state).toBe('aborted');
    expect(await activeEnrollments()).toBe(80);
    const late = await server.send('PUT', `${path}/${held.id}/approve`, { reason: 'x' }, tenant.token);
    expect([late.status, await late.json()]).toMatchObject([409, { code: 'import_not_held' }]);
  });

  it('keeps nobody else waiting', async () => {
    const held = await send(deletes(40), { hold: 'on' });
    const next = await send({ 'users.csv': 'user_id,login_id,full_name,status\nU99,u99,New,active' });
    expect(next.workflow_state).toBe('imported');
    expect((await show(held.id)).workflow_state).toBe('created');
  });

  it('is held for what batch mode would remove, and a file of a header alone is named', async () => {
    const held = await send(
      { 'enrollments.csv': 'section_id,user_id,role,status\n' },
      { hold: 'on', batch_mode: '1', batch_mode_term_id: 'sis_term_id:T1' },
    );
    expect(limitsOf(held)).toContain('enrollments.term.left');
    expect(held.data.hold?.files).toEqual([
      {
        kind: 'enrollments',
        files: ['enrollments.csv'],
        rows: 0,
        rows_before: 80,
        sis_import_id: expect.any(Number),
      },
    ]);
    expect(await activeEnrollments()).toBe(80);
  });

  it('names a file that has shrunk to less than half', async () => {
    const held = await send(deletes(39), { hold: 'on' });
    expect(held.data.hold?.files).toMatchObject([{ kind: 'enrollments', rows: 39, rows_before: 80 }]);
  });

  it('is held for what diffing would remove', async () => {
    const series = { diffing_data_set_identifier: 'nightly', diffing_drop_status: 'deleted' };
    await send(school, series);
    const held = await send(
      { ...school, 'enrollments.csv': enrollments((n) => (n > 45 ? 'active' : null)) },
      {
        ...series,
        hold: 'on',
      },
    );
    expect(held.workflow_state).toBe('created');
    expect(limitsOf(held)).toContain('any.term.deleted_percent');
    expect(held.data.hold?.files).toMatchObject([{ kind: 'enrollments', rows: 35, rows_before: 80 }]);
    const next = await send(school, series);
    expect(next.workflow_state).toBe('imported');
    const late = await server.send('PUT', `${path}/${held.id}/approve`, { reason: 'x' }, tenant.token);
    expect([late.status, await late.json()]).toMatchObject([409, { code: 'import_overtaken' }]);
    expect((await show(held.id)).data.hold?.approved_at).toBeUndefined();
  });
});

describe('the limits', () => {
  it('let an import through that stays within them', async () => {
    expect((await send(deletes(8), { hold: 'on' })).workflow_state).toBe('imported');
    expect(await activeEnrollments()).toBe(72);
  });

  it('count what is concluded and what is made inactive', async () => {
    const held = await send(
      { 'enrollments.csv': enrollments((n) => (n <= 20 ? 'completed' : n <= 40 ? 'inactive' : null)) },
      { hold: 'on' },
    );
    expect(limitsOf(held)).toContain('any.account.concluded_percent');
    expect(held.data.hold?.limits[0]).toMatchObject({ count: 40, of: 80 });
  });

  it('count what is changed', async () => {
    const users = [
      'user_id,login_id,full_name,status',
      ...numbers(41).map((n) => `U${n},u${n},Renamed ${n},active`),
    ].join('\n');
    const held = await send({ 'users.csv': users }, { hold: 'on' });
    expect(held.data.hold?.limits).toMatchObject([
      { limit: 'any.account.changed_percent', allows: 50, kind: 'users', count: 41, of: 81 },
    ]);
  });

  it('in percent count from 50 objects on', async () => {
    // Half of the 20 enrollments of the second term, an eighth of all.
    const some = { 'enrollments.csv': enrollments((n) => (n > 72 ? 'deleted' : null)) };
    expect((await send(some, { hold: 'on' })).workflow_state).toBe('imported');
  });

  it('see a type that turns empty, however small', async () => {
    const held = await send(
      { 'enrollments.csv': enrollments((n) => (n > 60 ? 'deleted' : null)) },
      { hold: 'on' },
    );
    expect(held.data.hold?.limits).toContainEqual(
      expect.objectContaining({
        limit: 'enrollments.term.left',
        allows: 1,
        count: 0,
        of: 20,
        term: expect.objectContaining({ sis_id: 'T2' }),
      }),
    );
    const sections = await send(
      { 'sections.csv': 'section_id,course_id,name,status\nS1,C1,One,deleted\nS2,C2,Two,deleted' },
      { hold: 'on' },
    );
    expect(sections.data.hold?.limits).toContainEqual(
      expect.objectContaining({ limit: 'any.account.left', kind: 'sections', count: 0, of: 2 }),
    );
  });

  it('are those of the account: absolute ones, ones per kind, and none', async () => {
    await settings({ hold_limits: 'enrollments.sub_account.deleted=5; any.account.changed_percent=off' });
    const held = await send(deletes(6), { hold: 'on' });
    expect(
      held.data.hold?.limits.map(({ limit, allows, account }) => [limit, allows, account?.sis_id]),
    ).toEqual([
      ['enrollments.sub_account.deleted', 5, 'NORTH-ART'],
      ['enrollments.sub_account.deleted', 5, 'NORTH'],
    ]);
    const users = [
      'user_id,login_id,full_name,status',
      ...numbers(80).map((n) => `U${n},u${n},Renamed ${n},active`),
    ].join('\n');
    expect((await send({ 'users.csv': users }, { hold: 'on' })).workflow_state).toBe('imported');
  });

  it('are refused when nobody could go by them', async () => {
    for (const limit of [
      'enrollments.term.deleted',
      'any.planet.left=1',
      'any.term.left_percent=1',
      'any.term.deleted_percent=101',
    ]) {
      const response = await server.send(
        'PUT',
        `/api/v1/accounts/${tenant.id}`,
        { account: { settings: { hold_limits: limit } } },
        tenant.token,
      );
      expect([response.status, await response.json()]).toEqual([
        400,
        { message: expect.stringContaining(limit), code: 'invalid_hold_limit' },
      ]);
    }
  });
});

describe('whether an import is checked', () => {
  it('is up to the account, and to the import itself', async () => {
    expect((await send(deletes(20))).workflow_state).toBe('imported');
    await settings({ hold: true });
    expect(
      (await send({ 'enrollments.csv': enrollments((n) => (n > 20 && n <= 50 ? 'deleted' : null)) })).data
        .hold,
    ).toBeDefined();
    const off = await send(
      { 'enrollments.csv': enrollments((n) => (n > 20 && n <= 50 ? 'deleted' : null)) },
      { hold: 'off' },
    );
    expect(off.workflow_state).toBe('imported');
    expect(off.data.hold).toBeUndefined();
  });

  it('takes on or off', async () => {
    const form = new FormData();
    form.append('hold', 'maybe');
    form.append('attachment', new Blob(['user_id\n']), 'users.csv');
    const response = await server.send('POST', path, form, tenant.token);
    expect([response.status, await response.json()]).toMatchObject([400, { code: 'invalid_value' }]);
  });
});

describe('an approval', () => {
  it('holds for what it was given for: if more would be harmed by now the import is held again', async () => {
    const before = await send(
      { 'enrollments.csv': enrollments((n) => (n <= 30 ? 'deleted' : null)) },
      { hold: 'off' },
    );
    expect(before.workflow_state).toBe('imported');
    const held = await send(deletes(60), { hold: 'on' });
    expect(held.data.hold?.limits[0]).toMatchObject({ count: 30, of: 50 });
    // Meanwhile ten of those who were gone come back.
    await send({ 'enrollments.csv': enrollments((n) => (n <= 10 ? 'active' : null)) }, { hold: 'off' });
    const again = await approve(held.id);
    expect(again.workflow_state).toBe('created');
    expect(again.data.hold).toMatchObject({
      limits: expect.arrayContaining([expect.objectContaining({ count: 40, of: 60 })]),
      earlier_approvals: [{ reason: 'The term is over.', approved_by: { name: 'Ada Byron' } }],
    });
    expect(again.data.hold?.approved_at).toBeUndefined();
    expect(await activeEnrollments()).toBe(60);
    expect((await approve(held.id)).workflow_state).toBe('imported');
    expect(await activeEnrollments()).toBe(20);
  });

  it('still holds when the roster has changed so that less is harmed', async () => {
    const held = await send(deletes(40), { hold: 'on' });
    await send(deletes(10), { hold: 'off' });
    expect((await approve(held.id)).workflow_state).toBe('imported');
    expect(await activeEnrollments()).toBe(40);
  });

  it('needs a reason, and an import that is held', async () => {
    const held = await send(deletes(40), { hold: 'on' });
    const answer = async (id: number | string, body: object) => {
      const response = await server.send('PUT', `${path}/${id}/approve`, body, tenant.token);
      return [response.status, ((await response.json()) as { code: string }).code];
    };
    expect(await answer(held.id, {})).toEqual([400, 'approval_without_reason']);
    expect(await answer(held.id, { reason: '  ' })).toEqual([400, 'approval_without_reason']);
    expect(await answer(held.id, { reason: 'x'.repeat(1001) })).toEqual([400, 'too_long']);
    expect(await answer(99_999, { reason: 'x' })).toEqual([404, 'unknown_record']);
    expect(await answer('x', { reason: 'x' })).toEqual([404, 'unknown_record']);
    await approve(held.id);
    expect(await answer(held.id, { reason: 'x' })).toEqual([409, 'import_not_held']);
  });

  it('is for those who manage SIS data', async () => {
    const held = await send(deletes(40), { hold: 'on' });
    const other = await server.makeTenant('Other');
    const tokens = [await server.makeAdmin(tenant, { import_sis: true }), other.token, null];
    for (const token of tokens) {
      const response = await server.send('PUT', `${path}/${held.id}/approve`, { reason: 'x' }, token);
      expect(response.status).toBe(token === null ? 401 : 403);
    }
    expect((await show(held.id)).data.hold?.approved_at).toBeUndefined();
  });
});
