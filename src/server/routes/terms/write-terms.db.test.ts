import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiServer, createApiServer, type Tenant } from '../../../../test/support/api-server.ts';
import { openRosterFactory, type RosterFactory } from '../../../../test/support/roster-factory.ts';
import type { Term } from '../../../api/index.ts';

let server: ApiServer;
let tenant: Tenant;
let other: Tenant;
let roster: RosterFactory;
beforeAll(async () => {
  server = await createApiServer();
  tenant = await server.makeTenant('Lakeside', '127.0.0.1');
  other = await server.makeTenant('Hillside');
  roster = await openRosterFactory(server.database.pool, tenant.id);
});
afterAll(() => server.close());

type Answer = readonly [status: number, body: Term & Record<string, unknown>];

async function send(
  method: string,
  id: unknown,
  body?: unknown,
  token: string | null = tenant.token,
  account: unknown = tenant.id,
): Promise<Answer> {
  const path = `/api/v1/accounts/${account}/terms${id === '' ? '' : `${String(id).startsWith('?') ? '' : '/'}${id}`}`;
  const response = await server.send(method, path, body, token);
  return [response.status, (await response.json()) as Answer[1]];
}

async function make(enrollment_term: object): Promise<Term> {
  const [status, body] = await send('POST', '', { enrollment_term });
  expect([status, body]).toEqual([200, expect.anything()]);
  return body;
}

const put = async (id: unknown, enrollment_term: unknown, more: object = {}, token?: string) =>
  send('PUT', id, { enrollment_term, ...more }, token);

async function stuckFields(table: string, condition: string): Promise<string> {
  const { rows } = await server.database.pool.query(`select stuck_fields from ${table} where ${condition}`);
  return rows[0].stuck_fields;
}

const field = (attribute: string, type: string) => ({
  errors: { [attribute]: [{ attribute, type, message: expect.any(String) }] },
  code: `${type}_field`,
});
const message = (code: string) => ({ message: expect.any(String), code });
const unauthorized = {
  status: 'unauthorized',
  errors: [{ message: expect.any(String) }],
  code: 'unauthorized',
};
const unknown = { errors: [{ message: expect.any(String) }], code: 'unknown_record' };

const faults: readonly (readonly [object, object])[] = [
  [{}, message('missing_group')],
  [{ enrollment_term: { name: ' ' } }, field('name', 'blank')],
  [{ enrollment_term: { name: 'x'.repeat(256) } }, field('name', 'too_long')],
  [{ enrollment_term: { name: 'X', start_at: 'soon' } }, field('start_at', 'invalid')],
  [
    { enrollment_term: { name: 'X', start_at: '2026-05-02', end_at: '2026-05-01' } },
    field('end_at', 'invalid'),
  ],
  [{ enrollment_term: { name: 'X', sis_term_id: ['A'] } }, message('not_scalar')],
  [{ enrollment_term: { name: 'X', sis_term_id: { a: 'A' } } }, message('not_scalar')],
  [{ enrollment_term: { name: 'X', sis_term_id: 'HELD' } }, field('sis_term_id', 'taken')],
  [{ enrollment_term: { name: 'X', sis_term_id: 'GONE' } }, field('sis_term_id', 'taken')],
  [
    { enrollment_term: { name: 'X', overrides: { ObserverEnrollment: {} } } },
    message('unknown_override_type'),
  ],
  [{ enrollment_term: { name: 'X', overrides: { TaEnrollment: 'today' } } }, field('overrides', 'invalid')],
  [
    { enrollment_term: { name: 'X', overrides: { TaEnrollment: { start_at: 'x' } } } },
    field('start_at', 'invalid'),
  ],
  [
    {
      enrollment_term: {
        name: 'X',
        overrides: { TaEnrollment: { start_at: '2026-05-02', end_at: '2026-05-01' } },
      },
    },
    field('end_at', 'invalid'),
  ],
];

beforeAll(async () => {
  await roster.term({ name: 'Held', sis_id: 'HELD' });
  await roster.term({ name: 'Gone', sis_id: 'GONE', workflow_state: 'deleted' });
});

describe('POST terms', () => {
  it('makes a term with its overrides; nothing of it sticks', async () => {
    const term = await make({
      name: 'Autumn',
      start_at: '2026-08-24T09:00:00+02:00',
      end_at: '2026-12-20',
      sis_term_id: 'A26',
      overrides: {
        StudentEnrollment: { start_at: '2026-09-01', end_at: '2026-12-01' },
        TeacherEnrollment: { start_at: '2026-08-01' },
        TaEnrollment: { start_at: '', end_at: '' },
      },
    });
    expect(term).toStrictEqual({
      id: expect.any(Number),
      name: 'Autumn',
      start_at: '2026-08-24T07:00:00Z',
      end_at: '2026-12-20T00:00:00Z',
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      workflow_state: 'active',
      grading_period_group_id: null,
      sis_term_id: 'A26',
      sis_import_id: null,
      overrides: {
        StudentEnrollment: { start_at: '2026-09-01T00:00:00Z', end_at: '2026-12-01T00:00:00Z' },
        TeacherEnrollment: { start_at: '2026-08-01T00:00:00Z', end_at: null },
      },
    });
    expect(await stuckFields('enrollment_terms', `id = ${term.id}`)).toBe('');
    expect(await stuckFields('term_date_overrides', `term_id = ${term.id}`)).toBe('');
    expect((await send('GET', `${term.id}?include[]=overrides`))[1]).toEqual(term);
  });

  it('reads forms', async () => {
    const form = new URLSearchParams({
      'enrollment_term[name]': 'Form',
      'enrollment_term[sis_term_id]': '7',
      'enrollment_term[overrides][DesignerEnrollment][end_at]': '2026-07-01',
    });
    expect(await send('POST', '', form)).toMatchObject([
      200,
      {
        name: 'Form',
        sis_term_id: '7',
        overrides: { DesignerEnrollment: { end_at: '2026-07-01T00:00:00Z' } },
      },
    ]);
  });

  it.each([...faults, [{ enrollment_term: { start_at: '2026-01-01' } }, field('name', 'blank')] as const])(
    'refuses %j',
    async (body, expected) => {
      expect(await send('POST', '', body)).toEqual([400, expected]);
    },
  );

  it('is for those who manage terms; a SIS ID for those who manage SIS data', async () => {
    const body = { enrollment_term: { name: 'X' } };
    const reader = await server.makeAdmin(tenant, { manage_sis: true, manage_account_settings: true });
    expect(await send('POST', '', body, reader)).toEqual([403, unauthorized]);
    expect((await send('POST', '', body, other.token))[0]).toBe(403);
    expect((await send('POST', '', body, null))[0]).toBe(401);
    const manager = await server.makeAdmin(tenant, { manage_terms: true });
    expect((await send('POST', '', body, manager))[0]).toBe(200);
    const with_id = { enrollment_term: { name: 'X', sis_term_id: 'X' } };
    expect(await send('POST', '', with_id, manager)).toEqual([403, unauthorized]);
    const sub_account = await roster.account();
    expect(await send('POST', '', body, tenant.token, sub_account)).toEqual([
      400,
      message('terms_of_root_account'),
    ]);
    expect(await send('POST', '', body, server.token, 'site_admin')).toEqual([400, message('not_a_tenant')]);
  });
});

describe('PUT terms/:id', () => {
  it('changes what is sent; names and dates stick', async () => {
    const made = await make({ name: 'Spring', start_at: '2026-01-01', sis_term_id: 'SP' });
    const [status, changed] = await put('hex:sis_term_id:5350', {
      name: 'Spring 2026',
      end_at: '2026-06-30',
    });
    expect([status, changed]).toEqual([
      200,
      { ...made, name: 'Spring 2026', end_at: '2026-06-30T00:00:00Z', overrides: {} },
    ]);
    expect(await stuckFields('enrollment_terms', `id = ${made.id}`)).toBe('end_at name');
    const kept = await put(
      made.id,
      { name: 'Other', start_at: '2020-01-01' },
      { override_sis_stickiness: false },
    );
    expect(kept).toEqual([200, changed]);
    expect((await put(made.id, { start_at: '' }))[1].start_at).toBeNull();
    expect(await put(made.id, { start_at: '2026-07-01' })).toEqual([400, field('end_at', 'invalid')]);
  });

  it('gives and takes SIS IDs', async () => {
    const { id } = await make({ name: 'Ids', sis_term_id: 'OLD' });
    const manager = await server.makeAdmin(tenant, { manage_terms: true });
    expect((await put(id, { sis_term_id: 'OLD' }, {}, manager))[0]).toBe(200);
    expect(await put(id, { sis_term_id: 'NEW' }, {}, manager)).toEqual([403, unauthorized]);
    expect((await put(id, { sis_term_id: 'NEW' }))[1].sis_term_id).toBe('NEW');
    expect((await put(id, { sis_term_id: '' }))[1].sis_term_id).toBeNull();
    expect(await stuckFields('enrollment_terms', `id = ${id}`)).toBe('');
  });

  it('sets, changes and removes overrides, and leaves those that are not named', async () => {
    const { id } = await make({ name: 'Dates', overrides: { TaEnrollment: { start_at: '2026-01-01' } } });
    const overridesOf = async (overrides: unknown, more: object = {}) =>
      (await put(id, { overrides }, more))[1].overrides;
    const ta = { start_at: '2026-01-01T00:00:00Z', end_at: null };
    expect(await overridesOf({ StudentEnrollment: { end_at: '2026-05-01' } })).toEqual({
      TaEnrollment: ta,
      StudentEnrollment: { start_at: null, end_at: '2026-05-01T00:00:00Z' },
    });
    const student = { start_at: '2026-02-01T00:00:00Z', end_at: '2026-05-01T00:00:00Z' };
    expect(await overridesOf({ StudentEnrollment: { start_at: '2026-02-01' } })).toEqual({
      TaEnrollment: ta,
      StudentEnrollment: student,
    });
    const where = `term_id = ${id} and enrollment_type = 'StudentEnrollment'`;
    expect(await stuckFields('term_date_overrides', where)).toBe('start_at');
    const stuck = { StudentEnrollment: { start_at: '2026-03-01' } };
    expect(await overridesOf(stuck, { override_sis_stickiness: false })).toMatchObject({
      StudentEnrollment: student,
    });
    expect(await overridesOf({ StudentEnrollment: { start_at: '', end_at: '' } })).toEqual({
      TaEnrollment: ta,
    });
    // That it is gone sticks, too.
    expect(await stuckFields('term_date_overrides', where)).toBe('end_at start_at');
    expect(await overridesOf({ TaEnrollment: '' })).toEqual({});
    expect(await overridesOf({ TaEnrollment: { end_at: '2026-04-01' } })).toEqual({
      TaEnrollment: { start_at: null, end_at: '2026-04-01T00:00:00Z' },
    });
    expect(await stuckFields('enrollment_terms', `id = ${id}`)).toBe('');
  });

  it.each(faults)('refuses %j and changes nothing', async (body, expected) => {
    const before = await send('GET', 'default?include[]=overrides');
    expect(await send('PUT', 'default', body)).toEqual([400, expected]);
    expect(await send('GET', 'default?include[]=overrides')).toEqual(before);
  });

  it('is for those who manage terms', async () => {
    const { id } = await make({ name: 'Theirs' });
    const body = { enrollment_term: { name: 'Mine' } };
    expect((await send('PUT', id, body, await server.makeAdmin(tenant, { manage_sis: true })))[0]).toBe(403);
    expect((await send('PUT', id, body, other.token))[0]).toBe(403);
    expect(await send('PUT', id, body, other.token, other.id)).toEqual([404, unknown]);
    expect((await send('PUT', id, body, null))[0]).toBe(401);
    expect((await send('PUT', 'sis_term_id:GONE', body))[0]).toBe(404);
  });
});

describe('DELETE terms/:id', () => {
  const remove = async (id: unknown, token?: string | null, account?: unknown) =>
    send('DELETE', id, undefined, token, account);

  it('deletes a term without courses', async () => {
    const { overrides: _none, ...term } = await make({ name: 'Short', sis_term_id: 'SHORT' });
    const course = await roster.course({ enrollment_term_id: term.id, workflow_state: 'completed' });
    expect(await remove(term.id)).toEqual([400, field('workflow_state', 'has_courses')]);
    await server.database.pool.query(`update courses set workflow_state = 'deleted' where id = $1`, [course]);
    expect(await remove('sis_term_id:SHORT')).toEqual([200, { ...term, workflow_state: 'deleted' }]);
    expect(await remove(term.id)).toEqual([404, unknown]);
    expect((await send('GET', '?workflow_state[]=deleted&term_name=short'))[1]).toMatchObject({
      enrollment_terms: [{ id: term.id, workflow_state: 'deleted' }],
    });
  });

  it('leaves the default term, and terms elsewhere', async () => {
    expect(await remove('default')).toEqual([400, field('workflow_state', 'default_term')]);
    const { id } = await make({ name: 'Kept' });
    expect((await remove(id, await server.makeAdmin(tenant, { manage_sis: true })))[0]).toBe(403);
    expect((await remove(id, other.token))[0]).toBe(403);
    expect(await remove(id, other.token, other.id)).toEqual([404, unknown]);
    expect((await remove(id, null))[0]).toBe(401);
    expect((await send('GET', id))[1].workflow_state).toBe('active');
  });
});
