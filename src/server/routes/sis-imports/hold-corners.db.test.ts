import { Writable } from 'node:stream';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ApiServer, createApiServer, type Tenant } from '../../../../test/support/api-server.ts';
import { runQueue } from '../../../../test/support/held-imports.ts';
import { zipOf } from '../../../../test/support/run-case.ts';
import type { SisImport } from '../../../api/index.ts';

let server: ApiServer;
let tenant: Tenant;
let path: string;
let logged = '';

beforeAll(async () => {
  const sink = new Writable({
    write(chunk, _encoding, done) {
      logged += String(chunk);
      done();
    },
  });
  server = await createApiServer({ log: pino({ level: 'info' }, sink) });
});
afterAll(() => server.close());

const USERS = 80;
const everybody = Array.from({ length: USERS }, (_, at) => at + 1);
const lines = (header: string, rows: readonly string[]) => [header, ...rows, ''].join('\n');
const enrollments = (count: number, status = 'active') =>
  lines(
    'section_id,user_id,role,status',
    everybody.slice(0, count).map((n) => `S1,U${n},student,${status}`),
  );

const school = {
  'accounts.csv': lines('account_id,parent_account_id,name,status', ['NORTH,,North,active']),
  'terms.csv': lines('term_id,name,status', ['T1,Autumn,active']),
  'courses.csv': lines('course_id,short_name,long_name,account_id,term_id,status', [
    'C1,One,One,NORTH,T1,active',
  ]),
  'sections.csv': lines('section_id,course_id,name,status', ['S1,C1,One,active']),
  'users.csv': lines(
    'user_id,login_id,full_name,status',
    everybody.map((n) => `U${n},u${n},User ${n},active`),
  ),
  'enrollments.csv': enrollments(USERS),
};
/** Each file with nothing but its header. */
const headers = Object.fromEntries(
  Object.entries(school).map(([name, text]) => [name, `${text.split('\n')[0]}\n`]),
);
const series = { diffing_data_set_identifier: 'nightly' };
const term = { batch_mode: '1', batch_mode_term_id: 'sis_term_id:T1' };

beforeEach(async () => {
  tenant = await server.makeTenant('Lakeside');
  path = `/api/v1/accounts/${tenant.id}/sis_imports`;
  await send(school, series);
  logged = '';
});

type Options = Readonly<Record<string, string>>;

/** Sends an import; it waits in the queue. */
async function queue(files: Readonly<Record<string, string>>, options: Options = {}): Promise<number> {
  const form = new FormData();
  for (const [name, value] of Object.entries(options)) form.append(name, value);
  const contents = Object.fromEntries(Object.entries(files).map(([name, text]) => [name, Buffer.from(text)]));
  form.append('attachment', new Blob([new Uint8Array(await zipOf(contents))]), 'upload.zip');
  const response = await server.send('POST', path, form, tenant.token);
  expect(response.status).toBe(200);
  return ((await response.json()) as SisImport).id;
}

async function send(files: Readonly<Record<string, string>>, options: Options = {}): Promise<SisImport> {
  const id = await queue(files, options);
  await runQueue(server, tenant.id);
  return show(id);
}

async function show(id: number): Promise<SisImport> {
  return (await (await server.get(`${path}/${id}`, tenant.token)).json()) as SisImport;
}

/** The status of the answer. */
async function put(id: number, action: 'approve' | 'abort', reason = 'It is meant so.'): Promise<number> {
  return (await server.send('PUT', `${path}/${id}/${action}`, { reason }, tenant.token)).status;
}

async function active(): Promise<number> {
  const { rows } = await server.database.pool.query(
    `select count(*)::int as count from enrollments where root_account_id = $1 and workflow_state = 'active'`,
    [tenant.id],
  );
  return rows[0].count;
}

/** What the log tells of approvals. */
function approvals(): readonly object[] {
  const entries = logged.split('\n').filter((line) => line !== '');
  return entries
    .map((line) => JSON.parse(line))
    .filter(({ msg }) => msg === 'an import that was held is approved');
}
const deletes = { 'enrollments.csv': enrollments(40, 'deleted') };

describe('an approval', () => {
  it('is logged once, with who and why; one that is refused is not', async () => {
    const held = await send(deletes, { hold: 'on' });
    expect(await put(held.id, 'approve', '')).toBe(400);
    expect(await put(held.id, 'approve', 'The term is over.')).toBe(200);
    expect(await put(held.id, 'approve', 'Once more.')).toBe(409);
    expect(approvals()).toEqual([
      expect.objectContaining({
        root_account_id: tenant.id,
        sis_import_id: held.id,
        reason: 'The term is over.',
        approved_by: { id: expect.any(Number), name: 'Ada Byron' },
      }),
    ]);
  });

  it('given by several at once is one', async () => {
    const held = await send(deletes, { hold: 'on' });
    const reasons = ['a', 'b', 'c', 'd'];
    const answers = await Promise.all(reasons.map((reason) => put(held.id, 'approve', reason)));
    expect([...answers].sort()).toEqual([200, 409, 409, 409]);
    const reason = reasons[answers.indexOf(200)];
    expect((await show(held.id)).data.hold).toMatchObject({ reason });
    expect(approvals().length).toBe(1);
  });

  it('that races with an abort never lets an aborted import go on', async () => {
    for (let round = 0; round < 6; round += 1) {
      const held = await send(deletes, { hold: 'on' });
      const both = round % 2 === 0 ? (['approve', 'abort'] as const) : (['abort', 'approve'] as const);
      const answers = await Promise.all(both.map((action) => put(held.id, action)));
      const [approved, aborted] = round % 2 === 0 ? answers : [...answers].reverse();
      // An approved import that has not begun can be aborted as well.
      expect(aborted).toBe(200);
      expect([200, 409]).toContain(approved);
      await runQueue(server, tenant.id);
      const { workflow_state, data } = await show(held.id);
      expect(workflow_state).toBe('aborted');
      expect(data.hold?.approved_at !== undefined).toBe(approved === 200);
      expect(await active()).toBe(USERS);
    }
  });

  it('is not for an import that waits for its turn, that was never held, or that was only tried', async () => {
    const waiting = await queue(deletes, { hold: 'on' });
    expect(await put(waiting, 'approve')).toBe(409);
    await runQueue(server, tenant.id);
    expect((await show(waiting)).data.hold).toBeDefined();
    const passed = await send({ 'enrollments.csv': enrollments(1) }, { hold: 'on' });
    const tried = await send(deletes, { dry_run: 'true' });
    const done = await send(deletes, { hold: 'off' });
    for (const { id } of [passed, tried, done]) expect(await put(id, 'approve')).toBe(409);
    expect(approvals()).toEqual([]);
  });
});

describe('a hold together with', () => {
  it('a dry run is a dry run: nothing is held, as nothing is applied', async () => {
    const dry = await send(deletes, { hold: 'on', dry_run: 'true' });
    expect(dry).toMatchObject({ workflow_state: 'imported', data: { dry_run: true } });
    expect(dry.data.hold).toBeUndefined();
    expect(dry.data.plan).toEqual({ enrollments: { delete: 40 } });
    expect(await active()).toBe(USERS);
    expect(await put(dry.id, 'approve')).toBe(409);
  });

  it('batch mode removes, once it is approved, what it was held for', async () => {
    const held = await send({ 'enrollments.csv': enrollments(20) }, { hold: 'on', ...term });
    expect(held.data.hold?.limits[0]).toMatchObject({ kind: 'enrollments', count: 60, of: USERS });
    expect(await active()).toBe(USERS);
    expect(await put(held.id, 'approve')).toBe(200);
    await runQueue(server, tenant.id);
    expect((await show(held.id)).data.counts).toMatchObject({ batch_enrollments_deleted: 60 });
    expect(await active()).toBe(20);
  });

  it('diffing removes, once it is approved, what it was held for', async () => {
    const held = await send({ ...school, 'enrollments.csv': enrollments(20) }, { hold: 'on', ...series });
    expect(held.data.hold?.limits[0]).toMatchObject({ kind: 'enrollments', count: 60, of: USERS });
    expect(await put(held.id, 'approve')).toBe(200);
    await runQueue(server, tenant.id);
    expect((await show(held.id)).data.diffed_against_sis_batch_id).toEqual(expect.any(Number));
    expect(await active()).toBe(20);
  });

  it('batch mode and diffing is that of batch mode, which leaves diffing aside', async () => {
    const files = { ...school, 'enrollments.csv': enrollments(20) };
    const held = await send(files, { hold: 'on', ...term, ...series });
    expect(held.data.hold?.limits[0]).toMatchObject({ kind: 'enrollments', count: 60, of: USERS });
    expect(await put(held.id, 'approve')).toBe(200);
    await runQueue(server, tenant.id);
    const { data } = await show(held.id);
    expect(data.diffed_against_sis_batch_id).toBeUndefined();
    expect(data.counts).toMatchObject({ enrollments: 20, batch_enrollments_deleted: 60 });
    expect(await active()).toBe(20);
  });
});

describe('a file of nothing but its header', () => {
  const rows_before = { accounts: 1, terms: 1, courses: 1, sections: 1, users: USERS, enrollments: USERS };

  it('is named in the hold, of whatever type it is', async () => {
    const held = await send(headers, { hold: 'on', ...series });
    expect(held.workflow_state).toBe('created');
    const named = held.data.hold?.files.map(({ kind, files, rows, rows_before: before }) => ({
      ...{ kind, files, rows, before },
    }));
    expect(new Set(named)).toEqual(
      new Set(
        Object.entries(rows_before).map(([kind, before]) => ({
          ...{ kind, files: [`${kind}.csv`], rows: 0, before },
        })),
      ),
    );
  });

  it.each(['courses', 'sections', 'users', 'enrollments'] as const)(
    'holds an import that would remove all %s with it',
    async (kind) => {
      const file = `${kind}.csv`;
      const held = await send({ ...school, [file]: headers[file] ?? '' }, { hold: 'on', ...series });
      // Who is removed loses the logins; the person stays.
      const lost = kind === 'users' ? 'logins' : kind;
      expect(held.data.hold?.limits.map((limit) => limit.kind)).toContain(lost);
      expect(held.data.hold?.files).toMatchObject([{ kind, rows: 0, rows_before: rows_before[kind] }]);
      expect(await active()).toBe(USERS);
    },
  );

  it.each(['courses', 'sections', 'enrollments'] as const)(
    'holds an import of batch mode that would remove all %s with it',
    async (kind) => {
      const file = `${kind}.csv`;
      const held = await send({ [file]: headers[file] ?? '' }, { hold: 'on', ...term });
      expect(held.data.hold?.files).toMatchObject([{ kind, files: [file], rows: 0 }]);
      expect(await active()).toBe(USERS);
    },
  );
});
