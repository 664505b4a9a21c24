import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { removeFolder } from './support/remove-folder.ts';

const script = resolve('examples/classic/sis_import_2011.py');
const token = 'wonder&land 1';
const users_csv = 'user_id,login_id,status\r\nu1,älice,active\r\n';

interface Seen {
  readonly method: string;
  readonly path: string;
  readonly content_type: string;
  readonly body: Buffer;
}

interface Answer {
  readonly status?: number;
  readonly body: unknown;
}

/** The fields of a form by name; a file as its name, type and content. */
function readForm({ content_type, body }: Seen): Record<string, unknown> {
  const boundary = /^multipart\/form-data; boundary=(.+)$/.exec(content_type)?.[1] ?? '';
  const parts = body.toString('latin1').split(`--${boundary}`);
  expect(parts[0]).toBe('');
  expect(parts.at(-1)).toBe('--\r\n');
  return Object.fromEntries(
    parts.slice(1, -1).map((part) => {
      const head_end = part.indexOf('\r\n\r\n');
      const head = part.slice(0, head_end);
      const content = Buffer.from(part.slice(head_end + 4, -2), 'latin1');
      const [, name = '', file] = /form-data; name="([^"]*)"(?:; filename="([^"]*)")?/.exec(head) ?? [];
      const type = /^Content-Type: (.*)$/m.exec(head)?.[1];
      return [name, file === undefined ? content.toString() : { file, type, content }];
    }),
  );
}

describe.skipIf(spawnSync('python3', ['--version']).status !== 0)('the classic flow of 2011', () => {
  let folder: string;
  let server: Server;
  let url: string;
  let seen: Seen[];
  let answers: Answer[];

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'classic-'));
    writeFileSync(join(folder, 'users.csv'), users_csv);
  });
  afterAll(() => removeFolder(folder));

  beforeEach(async () => {
    seen = [];
    server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const { method = '', url: path = '', headers } = request;
      seen.push({ method, path, content_type: headers['content-type'] ?? '', body: Buffer.concat(chunks) });
      const { status = 200, body } = answers[seen.length - 1] ?? { status: 500, body: 'asked too often' };
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(() => new Promise((done) => server.close(done)));

  function run(...words: string[]): Promise<{ status: number; stdout: string; stderr: string }> {
    const env = { PATH: process.env.PATH, SIS_TOKEN: token, no_proxy: '*' };
    const all = [script, '--url', url, '--account', '1', '--interval', '0.01', ...words];
    return new Promise((done) => {
      execFile('python3', all, { cwd: folder, env, timeout: 20_000 }, (error, stdout, stderr) =>
        done({ status: error === null ? 0 : Number(error.code), stdout, stderr }),
      );
    });
  }

  const created = { id: 41, workflow_state: 'created', progress: 0, ended_at: null };
  const importing = { ...created, workflow_state: 'importing', progress: 50 };
  const ended = {
    ...created,
    workflow_state: 'imported_with_messages',
    progress: 100,
    ended_at: '2026-11-23T08:00:00Z',
    data: { import_type: 'instructure_csv', counts: { users: 3, sections: 2, terms: 1, enrollments: 7 } },
    processing_warnings: [['users.csv', 'User u2 has no login_id']],
  };

  it('posts the form, asks until the end, prints state, counts and warnings', async () => {
    answers = [created, created, importing, ended].map((body) => ({ body }));
    const { status, stdout, stderr } = await run();
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });

    const asked = '/api/v1/accounts/1/sis_imports/41.json?access_token=wonder%26land+1';
    expect(seen.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /api/v1/accounts/1/sis_imports.json',
      `GET ${asked}`,
      `GET ${asked}`,
      `GET ${asked}`,
    ]);
    expect(readForm(seen[0]!)).toEqual({
      access_token: token,
      import_type: 'instructure_csv',
      attachment: { file: 'users.csv', type: 'text/csv', content: Buffer.from(users_csv) },
    });
    expect(stdout.split('\n')).toEqual([
      'workflow_state: imported_with_messages',
      'terms: 1',
      'users: 3',
      'grade_publishing_results: 0',
      'abstract_courses: 0',
      'group_memberships: 0',
      'courses: 0',
      'accounts: 0',
      'xlists: 0',
      'groups: 0',
      'enrollments: 7',
      'sections: 2',
      'users.csv: User u2 has no login_id',
      '',
    ]);
  });

  it('sends a folder as a zip of its CSV files', async () => {
    answers = [created, { ...ended, workflow_state: 'imported', processing_warnings: undefined }].map(
      (body) => ({ body }),
    );
    const { status } = await run(resolve('examples/lakeside'));
    expect(status).toBe(0);
    const { file, type, content } = readForm(seen[0]!).attachment as {
      file: string;
      type: string;
      content: Buffer;
    };
    expect({ file, type }).toEqual({ file: 'sis_import.zip', type: 'application/zip' });
    writeFileSync(join(folder, 'sent.zip'), content);
    const list =
      'import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); print(*z.namelist()); print(z.read("users.csv").decode())';
    const listed = spawnSync('python3', ['-c', list, join(folder, 'sent.zip')], {
      encoding: 'utf8',
      env: { ...process.env, PYTHONIOENCODING: 'utf-8' },
    });
    const [names, ...content_lines] = listed.stdout.split('\n');
    expect(names).toBe('accounts.csv courses.csv enrollments.csv sections.csv terms.csv users.csv');
    expect(content_lines.join('\n').trimEnd()).toBe(
      readFileSync('examples/lakeside/users.csv', 'utf8').trimEnd(),
    );
  });

  it('exits with 1 when the import failed or was aborted, even without an end', async () => {
    const failed = {
      ...ended,
      workflow_state: 'failed_with_messages',
      processing_errors: [['users.csv', 'Broken']],
    };
    for (const last of [failed, { ...created, workflow_state: 'aborted' }]) {
      seen = [];
      answers = [created, last].map((body) => ({ body }));
      const { status, stdout } = await run('users.csv');
      expect(status).toBe(1);
      expect(stdout).toContain(`workflow_state: ${last.workflow_state}\n`);
      expect(stdout.includes('users.csv: Broken')).toBe(last === failed);
    }
  });

  it('tells a refusal without showing the token', async () => {
    answers = [{ status: 401, body: { errors: [{ message: 'Invalid access token.' }] } }];
    const refused = await run('users.csv');
    expect(refused.status).toBe(1);
    expect(refused.stderr).toContain('401');
    expect(refused.stderr).toContain('Invalid access token.');
    expect((await run('no-such.csv')).stderr).toContain('no-such.csv');
    expect(refused.stderr).not.toContain('wonder');
  });

  it('reads what is not given from the settings file', async () => {
    writeFileSync(join(folder, 'sis_import.ini'), `[sis]\nurl = ${url}\naccount = 7\ntoken = 100% secret\n`);
    answers = [created, ended].map((body) => ({ body }));
    const env = { PATH: process.env.PATH, no_proxy: '*' };
    await new Promise((done) => execFile('python3', [script, 'users.csv'], { cwd: folder, env }, done));
    expect(seen[0]!.path).toBe('/api/v1/accounts/7/sis_imports.json');
    expect(readForm(seen[0]!).access_token).toBe('100% secret');
  });
});
