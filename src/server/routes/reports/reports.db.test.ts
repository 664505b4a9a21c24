import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiServer, createApiServer } from '../../../../test/support/api-server.ts';
import { eventually } from '../../../../test/support/eventually.ts';
import { unzip } from '../../../../test/support/unzip.ts';
import type { Report, ReportDescription } from '../../../api/index.ts';
import { type Queue, startQueue } from '../../../queue/index.ts';
import { openDiskStorage } from '../../../storage/index.ts';
import { makeRunReport, run_report_task } from '../../jobs/run-report.ts';

const log = { debug: ignore, info: ignore, warn: ignore, error: ignore };
const reports = '/api/v1/accounts/1/reports';
const sisExport = `${reports}/sis_export_csv`;

let server: ApiServer;
let queue: Queue;

beforeAll(async () => {
  server = await createApiServer();
  const { database, folder } = server;
  await database.pool.query(
    `insert into users (root_account_id, id, name, sortable_name) values (1, 900, 'Ada Byron', 'Byron, Ada')`,
  );
  await database.pool.query(
    `insert into pseudonyms (root_account_id, user_id, unique_id, sis_id) values (1, 900, 'ada', 'U1')`,
  );
  await database.pool.query(
    `insert into enrollment_terms (root_account_id, name, sis_id) values (1, 'Fall', 'F26')`,
  );
  const task = makeRunReport({ database, storage: openDiskStorage(folder), log });
  queue = await startQueue({
    connection: database.connection,
    tasks: { [run_report_task]: task },
    concurrency: 1,
    log,
  });
});

afterAll(async () => {
  await queue?.stop();
  await server.close();
});

/** The answer as JSON, whose status must be the expected one. */
async function json<T>(response: Response | Promise<Response>, status = 200): Promise<T> {
  const answer = await response;
  const body = (await answer.json()) as T;
  expect({ status: answer.status, body }).toMatchObject({ status });
  return body;
}

async function run(parameters: Record<string, unknown>, path = sisExport): Promise<Report> {
  const started = await json<Report>(server.send('POST', path, { parameters }));
  return untilEnded(started.id, path);
}

function untilEnded(id: number, path = sisExport): Promise<Report> {
  return eventually(async () => {
    const report = await json<Report>(server.get(`${path}/${id}`));
    return report.ended_at === null ? undefined : report;
  });
}

/** A run that no worker takes up. */
async function insertRun(status: string, account_id = 1, root_account_id = 1): Promise<number> {
  const { rows } = await server.database.pool.query(
    `insert into account_reports (root_account_id, account_id, report, status)
     values ($1, $2, 'sis_export_csv', $3) returning id`,
    [root_account_id, account_id, status],
  );
  return rows[0].id;
}

describe('a run of a report', () => {
  it('answers at once as created, with the parameters as they were sent', async () => {
    const form = new URLSearchParams({ 'parameters[users]': '1', 'parameters[remark]': 'x' });
    const started = await json<Report>(server.send('POST', `${sisExport}.json`, form));
    expect(started).toEqual({
      id: expect.any(Number),
      progress: 0,
      parameters: { users: '1', remark: 'x' },
      current_line: null,
      status: 'created',
      report: 'sis_export_csv',
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      started_at: null,
      ended_at: null,
      file_url: null,
      user: expect.objectContaining({ id: expect.any(Number) }),
    });
    await untilEnded(started.id);
  });

  it('with one file ends with a CSV that anybody can fetch by its address', async () => {
    const report = await run({ users: true });
    expect(report).toMatchObject({ status: 'complete', progress: 100, current_line: 1 });
    expect(report.attachment).toMatchObject({
      display_name: `sis_export_csv_${report.created_at.slice(0, 10)}_${report.id}.csv`,
      'content-type': 'text/csv',
      url: report.file_url,
    });
    const file = await fetch(report.file_url ?? '');
    const bytes = Buffer.from(await file.arrayBuffer());
    expect(bytes.length).toBe(report.attachment?.size);
    expect(bytes.toString()).toBe(
      'user_id,integration_id,authentication_provider_id,login_id,password,first_name,last_name,full_name,sortable_name,short_name,email,status\n' +
        'U1,,,ada,,Ada,Byron,Ada Byron,"Byron, Ada",,,active\n',
    );
  });

  it('with several files ends with a zip of them', async () => {
    const report = await run({ xlist: 'true', terms: 'on', group_membership: 't', users: 'false' });
    expect(report.attachment).toMatchObject({ 'content-type': 'application/zip', mime_class: 'zip' });
    const file = await fetch(report.file_url ?? '');
    expect(Object.entries(await unzip(new Uint8Array(await file.arrayBuffer())))).toEqual([
      ['terms.csv', 'term_id,name,status,start_date,end_date\nF26,Fall,active,,\n'],
      ['group_membership.csv', 'group_id,user_id,status\n'],
      ['xlist.csv', 'xlist_course_id,section_id,status\n'],
    ]);
    expect(report.current_line).toBe(1);
  });

  it('without a file ends without an attachment', async () => {
    const report = await run({});
    expect(report).toMatchObject({ status: 'complete', progress: 100, parameters: null, file_url: null });
    expect(report).not.toHaveProperty('attachment');
  });

  it('can be limited to a term by its SIS id; an unknown one is refused', async () => {
    const report = await run({ courses: true, enrollment_term_id: 'sis_term_id:F26' });
    expect(report.status).toBe('complete');
    const other = await server.makeTenant('Other terms');
    const { rows } = await server.database.pool.query(
      'select id from enrollment_terms where root_account_id = $1',
      [other.id],
    );
    for (const enrollment_term_id of ['sis_term_id:NO', 987654, rows[0].id]) {
      const parameters = { courses: true, enrollment_term_id };
      await json(server.send('POST', sisExport, { parameters }), 404);
    }
  });

  it('that fails tells so', async () => {
    const id = await insertRun('created');
    await server.database.pool.query(`update account_reports set report = 'retired_csv' where id = $1`, [id]);
    const task = makeRunReport({ database: server.database, storage: openDiskStorage(server.folder), log });
    await task({ root_account_id: 1, id }, { signal: new AbortController().signal, hold: async () => {} });
    const { rows } = await server.database.pool.query(
      'select status, message from account_reports where id = $1',
      [id],
    );
    expect(rows).toEqual([{ status: 'error', message: expect.stringMatching(/failed.*report id \d+/) }]);
  });
});

describe('the list of reports', () => {
  it('tells their parameters and the last run of each', async () => {
    const { id: account_id } = await server.makeTenant('Lister');
    const path = `/api/v1/accounts/${account_id}/reports`;
    const before = await json<ReportDescription[]>(server.get(path));
    expect(before.map(({ title, report, last_run }) => ({ title, report, last_run }))).toEqual([
      { title: 'Provisioning', report: 'provisioning_csv', last_run: null },
      { title: 'SIS Export', report: 'sis_export_csv', last_run: null },
    ]);
    expect(before[1]?.parameters?.users).toEqual({ required: false, description: expect.any(String) });
    expect(Object.keys(before[0]?.parameters ?? {})).toContain('enrollment_states');
    expect(Object.keys(before[1]?.parameters ?? {})).not.toContain('enrollment_states');
    const first = await run({ users: true }, `${path}/sis_export_csv`);
    const last = await run({ terms: true }, `${path}/sis_export_csv`);
    const after = await json<ReportDescription[]>(server.get(path));
    expect(after[0]?.last_run).toBeNull();
    expect(after[1]?.last_run?.id).toBe(last.id);
    expect(last.id).not.toBe(first.id);
  });
});

describe('the list of runs', () => {
  it('is newest first, in pages, without deleted ones and those of other accounts', async () => {
    const { rows } = await server.database.pool.query(
      `insert into accounts (root_account_id, parent_account_id, name) values (1, 1, 'Sub') returning id`,
    );
    const account_id = rows[0].id;
    const path = `/api/v1/accounts/${account_id}/reports/sis_export_csv`;
    const ids = [await insertRun('complete', account_id), await insertRun('error', account_id)];
    await insertRun('deleted', account_id);
    await insertRun('complete');
    const page = await server.get(`${path}?per_page=1`);
    expect(page.headers.get('link')).toContain('rel="next"');
    expect((await json<Report[]>(page)).map(({ id }) => id)).toEqual([ids[1]]);
    const all = await json<Report[]>(server.get(path));
    expect(all.map(({ id, status }) => [id, status])).toEqual([
      [ids[1], 'error'],
      [ids[0], 'complete'],
    ]);
    expect(await json(server.get(`/api/v1/accounts/${account_id}/reports/provisioning_csv`))).toEqual([]);
    await json(server.get(`${sisExport}/${ids[0]}`), 404);
  });
});

describe('DELETE', () => {
  it('takes the run and its file away', async () => {
    const { id, file_url } = await run({ users: true });
    const deleted = await json<Report>(server.send('DELETE', `${sisExport}/${id}`));
    expect(deleted).toMatchObject({ id, status: 'deleted', file_url: null });
    expect(deleted).not.toHaveProperty('attachment');
    await json(server.get(`${sisExport}/${id}`), 404);
    await json(server.send('DELETE', `${sisExport}/${id}`), 404);
    expect((await fetch(file_url ?? '')).status).toBe(404);
    await expect(openDiskStorage(server.folder).read(`reports/1/${id}.csv`)).rejects.toThrow(
      'Nothing is stored',
    );
  });

  it('stops a run that has not ended', async () => {
    const id = await insertRun('running');
    const deleted = await json<Report>(server.send('DELETE', `${sisExport}/${id}`));
    expect(deleted).toMatchObject({ status: 'deleted', ended_at: expect.any(String) });
  });
});

describe('abort', () => {
  it.each(['created', 'running', 'compiling'])('stops a run that is %s', async (status) => {
    const id = await insertRun(status);
    const aborted = await json<Report>(server.send('PUT', `${sisExport}/${id}/abort`));
    expect(aborted).toMatchObject({ id, status: 'aborted', ended_at: expect.any(String) });
    expect((await json<Report>(server.get(`${sisExport}/${id}`))).status).toBe('aborted');
  });

  it.each(['complete', 'error', 'aborted', 'deleted'])('does not know a run that is %s', async (status) => {
    const id = await insertRun(status);
    await json(server.send('PUT', `${sisExport}/${id}/abort`), 404);
  });
});

describe('every call', () => {
  const calls = [
    ['GET', reports],
    ['POST', sisExport],
    ['GET', sisExport],
    ['GET', `${sisExport}/1`],
    ['DELETE', `${sisExport}/1`],
    ['PUT', `${sisExport}/1/abort`],
  ] as const;

  it.each(calls)('%s %s needs the permission read_reports', async (method, path) => {
    const place = { root_account_id: 1, id: 1 };
    const reader = await server.makeAdmin(place, { read_reports: true });
    const importer = await server.makeAdmin(place, { import_sis: true });
    expect((await server.send(method, path, undefined, importer)).status).toBe(403);
    expect((await server.send(method, path, undefined, reader)).status).not.toBe(403);
    expect((await server.send(method, path, undefined, null)).status).toBe(401);
  });

  it.each(calls)('%s %s is closed to other tenants', async (method, path) => {
    const { token } = await server.makeTenant(`Stranger to ${method} ${path}`);
    expect((await server.send(method, path, undefined, token)).status).toBe(403);
  });

  it.each(calls.slice(1))('%s of an unknown report is not found', async (method, path) => {
    await json(server.send(method, path.replace('sis_export_csv', 'grade_export_csv')), 404);
  });
});

describe('a file', () => {
  it('is opened by no address of another tenant’s file', async () => {
    const { token, id } = await server.makeTenant('Neighbour');
    const path = `/api/v1/accounts/${id}/reports/sis_export_csv`;
    const started = await json<Report>(server.send('POST', path, { parameters: { users: true } }, token));
    const report = await untilEnded(started.id, path);
    const csv = await (await fetch(report.file_url ?? '')).text();
    expect(csv.trim().split('\n')).toHaveLength(1);
    const mine = await run({ users: true });
    const swapped = (report.file_url ?? '').replace(/files\/\d+/, `files/${mine.attachment?.id}`);
    expect((await fetch(swapped)).status).toBe(403);
  });
});

function ignore(): void {
  // The tests look at what happens, not at what is said about it.
}
