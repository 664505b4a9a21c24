import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { json } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SisImport } from '../src/api/index.ts';
import { type BuiltProgram, buildProgram } from './support/built-program.ts';
import { type Commands, makeCommands, type RunningCommand } from './support/commands.ts';
import { createTestDatabase, type TestDatabase } from './support/database.ts';
import { removeFolder } from './support/remove-folder.ts';

// The script as it was written for the server of 2011, against a real `rollcall serve`; classic-flow.test.ts
// tests the script by itself.

const script = resolve('examples/classic/sis_import_2011.py');
const token = 'a-token-of-the-operator';

const school = {
  'courses.csv': 'course_id,short_name,long_name,status\nC1,ALG,Algebra,active\n',
  'users.csv':
    'user_id,login_id,first_name,last_name,status\nU1,ada,Ada,Byron,active\nU2,bob,Bob,Ross,active\nU3,cyd,Cyd,Moss,active\n',
};
const deleted = { 'users.csv': 'user_id,login_id,first_name,last_name,status\nU2,bob,Bob,Ross,deleted\n' };
const enrollments = {
  'enrollments.csv': 'course_id,user_id,role,status\nC1,U1,student,active\nC1,U2,student,active\n',
};

interface Exchange {
  readonly asked: string;
  readonly answer: SisImport;
}

describe.skipIf(spawnSync('python3', ['--version']).status !== 0)('the classic flow of 2011', () => {
  let folder: string;
  let database: TestDatabase;
  let program: BuiltProgram;
  let commands: Commands;
  let serving: RunningCommand;
  /** Stands between script and server, and notes what they say. */
  let relay: Server;
  let url: string;
  let exchanges: Exchange[];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'rollcall-classic-'));
    [database, program] = await Promise.all([createTestDatabase(), buildProgram()]);
    commands = makeCommands(join(folder, 'data-home'));
    const words = [program.main, 'serve', '--port', '0', '--log-level', 'silent'];
    serving = commands.start(process.execPath, words, { ROLLCALL_TOKEN: token, DATABASE_URL: database.url });
    const server = new URL(await serving.seen('stdout', /^rollcall listens on (http:\S+)$/m));
    relay = createServer((asked, answered) => {
      const { method = '', url: path = '', headers } = asked;
      const { hostname, port } = server;
      const onward = request({ hostname, port, method, path, headers }, (answer) => {
        answered.writeHead(answer.statusCode ?? 0, answer.headers);
        answer.pipe(answered);
        void json(answer).then((body) =>
          exchanges.push({ asked: `${method} ${path}`, answer: body as SisImport }),
        );
      });
      asked.pipe(onward);
    });
    await new Promise<void>((done) => relay.listen(0, '127.0.0.1', done));
    url = `http://127.0.0.1:${(relay.address() as AddressInfo).port}`;
  });

  beforeEach(() => {
    exchanges = [];
  });

  afterAll(async () => {
    await new Promise((done) => relay.close(done));
    serving.kill('SIGTERM');
    await serving.ended;
    await commands.close();
    program.remove();
    await database.close();
    removeFolder(folder);
  });

  /** Runs the script on files, name to content. */
  function run(files: Readonly<Record<string, string>>, SIS_TOKEN = token) {
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
    const words = [script, '--url', url, '--account', '1', '--interval', '0.02', ...Object.keys(files)];
    const env = { PATH: process.env.PATH, SIS_TOKEN, no_proxy: '*' };
    return new Promise<{ readonly status: number; readonly stdout: string; readonly stderr: string }>(
      (done) => {
        execFile('python3', words, { cwd: folder, env, timeout: 25_000 }, (error, stdout, stderr) =>
          done({ status: error === null ? 0 : Number(error.code), stdout, stderr }),
        );
      },
    );
  }

  it('imports users.csv and sees it created, then imported', async () => {
    const { status, stdout, stderr } = await run({ 'users.csv': school['users.csv'] });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });

    const [created, ...looks] = exchanges;
    expect(created!.asked).toBe('POST /api/v1/accounts/1/sis_imports.json');
    expect(created!.answer).toMatchObject({
      workflow_state: 'created',
      progress: 0,
      ended_at: null,
      data: { import_type: 'instructure_csv' },
    });
    expect(Object.keys(created!.answer.data)).toEqual(['import_type']);
    const { id } = created!.answer;
    const asked = `GET /api/v1/accounts/1/sis_imports/${id}.json?access_token=${token}`;
    expect(new Set(looks.map((look) => look.asked))).toEqual(new Set([asked]));
    const ended = looks.at(-1)!.answer;
    expect(ended).toMatchObject({ id, workflow_state: 'imported', progress: 100 });
    expect(ended).not.toHaveProperty('processing_warnings');
    expect(ended.ended_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(stdout.split('\n')).toEqual(['workflow_state: imported', ...counted({ users: 3 }), '']);
  });

  it('counts every kind', async () => {
    const { status } = await run(school);
    expect(status).toBe(0);
    const { counts } = exchanges.at(-1)!.answer.data;
    expect(counts).toMatchObject({
      terms: 0,
      users: 3,
      grade_publishing_results: 0,
      abstract_courses: 0,
      group_memberships: 0,
      courses: 1,
      accounts: 0,
      xlists: 0,
      groups: 0,
      enrollments: 0,
      sections: 0,
    });
  });

  it('warns in pairs of file and message when a deleted user is to be enrolled', async () => {
    expect((await run(deleted)).status).toBe(0);
    exchanges = [];
    const { status, stdout } = await run(enrollments);
    expect(status).toBe(0);
    const warning = 'Attempted enrolling of deleted user U2 in course C1';
    expect(exchanges.at(-1)!.answer).toMatchObject({
      workflow_state: 'imported_with_messages',
      processing_warnings: [['enrollments.csv', warning]],
    });
    expect(stdout.split('\n')).toEqual([
      'workflow_state: imported_with_messages',
      // The row counts: the enrollment is there, as a deleted one.
      ...counted({ enrollments: 2 }),
      `enrollments.csv: ${warning}`,
      '',
    ]);
  });

  it('is refused with a wrong token', async () => {
    const { status, stderr } = await run({ 'users.csv': school['users.csv'] }, 'wrong');
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: expect.stringMatching(/^The server answered 401: /),
    });
  });
});

const kinds = [
  'terms',
  'users',
  'grade_publishing_results',
  'abstract_courses',
  'group_memberships',
  'courses',
  'accounts',
  'xlists',
  'groups',
  'enrollments',
  'sections',
];

/** The lines of the script with these counts, in its order. */
function counted(counts: Readonly<Record<string, number>>): readonly string[] {
  return kinds.map((kind) => `${kind}: ${counts[kind] ?? 0}`);
}
