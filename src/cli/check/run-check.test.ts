import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { removeFolder } from '../../../test/support/remove-folder.ts';
import { zipOf } from '../../../test/support/run-case.ts';
import { run } from '../run.ts';

let folder: string;
const closers: (() => void)[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rollcall-check-'));
  mkdirSync(join(folder, 'in'));
});
afterEach(() => {
  for (const close of closers.splice(0)) close();
  removeFolder(folder);
});

function put(files: Readonly<Record<string, string | Buffer>>): string {
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, 'in', name), content);
  return join(folder, 'in');
}

async function call(argv: readonly string[], { columns = 0, isTTY = false, env = {} } = {}) {
  const output = { stdout: '', stderr: '' };
  const capture = (name: 'stdout' | 'stderr') =>
    Object.assign(new PassThrough(), columns ? { columns } : {}, { isTTY }).on('data', (piece: Buffer) => {
      output[name] += piece.toString();
    });
  const listenForInterrupt = () => new AbortController().signal;
  const surroundings = { stdout: capture('stdout'), stderr: capture('stderr'), env, listenForInterrupt };
  const status = await run(argv, surroundings);
  return { status, ...output };
}

const users = 'user_id,login_id,password,full_name,status\nU1,ada,a long secret,Ada Byron,active\n';
const courses = 'course_id,short_name,long_name,status\nC1,BIO,Biology,active\n';
const enrollments =
  'course_id,user_id,role,status\nC1,U1,teacher,active\nC9,U1,student,active\nC9,U1,ta,active\n';

describe('rollcall check', () => {
  it('finds nothing in clean files', async () => {
    const { status, stdout, stderr } = await call([
      'check',
      put({ 'users.csv': users, 'courses.csv': courses }),
    ]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^nothing found\n2 rows in 2 files; /);
  });

  it('shows the cause once, with the line and what is at fault in it', async () => {
    const { status, stdout } = await call([
      'check',
      put({ 'users.csv': users, 'courses.csv': courses, 'enrollments.csv': enrollments }),
    ]);
    expect(status).toBe(2);
    expect(stdout).toContain('error: No file has the course C9\n');
    expect(stdout).toContain(' --> enrollments.csv:3:1\n3 | C9,U1,student,active\n  | ^^\n');
    expect(stdout).toContain('follows from it: 2 enrollment.context_unknown');
    expect(stdout).toContain('an import into an empty account would skip 2 rows');
  });

  it('marks cells below letters that are two cells wide, and shows no secret', async () => {
    const text = 'login_id,full_name,user_id,password,status\nada,田中 太郎,U1,a long secret,actve\n';
    const { stdout } = await call(['check', put({ 'users.csv': text })], { columns: 100 });
    expect(stdout).toContain('2 | ada,田中 太郎,U1,***,actve\n  |                      ^^^^^\n');
    expect(stdout).not.toContain('a long secret');
  });

  it('shows no line at all where nobody can tell which cell is the secret', async () => {
    const text = `${users}U2,bob,pass,word,Bob Hale,actve\n`;
    const { stdout } = await call(['check', put({ 'users.csv': text })]);
    expect(stdout).toContain('--> users.csv:3');
    expect(stdout).not.toContain('3 | ');
  });

  it('cuts long lines around the fault', async () => {
    const text = `course_id,short_name,long_name,status\nC1,BIO,${'long '.repeat(40)}name,actve\n`;
    const { stdout } = await call(['check', put({ 'courses.csv': text })], { columns: 60 });
    const frame = stdout.split('\n').filter((line) => /^ *\d* \| /.test(line));
    expect(frame[0]).toMatch(/^2 \| \.\.\..*name,actve$/);
    expect(frame[1]?.indexOf('^')).toBe(frame[0]?.indexOf('actve'));
    expect(Math.max(...frame.map((line) => line.length))).toBeLessThanOrEqual(60);
  });

  it('colors only where a terminal shows it', async () => {
    const path = put({ 'courses.csv': courses.replace('active', 'actve') });
    const shown = async (argv: readonly string[], env = {}, isTTY = true) =>
      (await call(argv, { isTTY, env })).stdout.includes('\u001b[');
    expect(await shown(['check', path])).toBe(true);
    expect(await shown(['check', path], {}, false)).toBe(false);
    expect(await shown(['check', path], { NO_COLOR: '1' })).toBe(false);
    expect(await shown(['--no-color', 'check', path])).toBe(false);
  });

  it('ends by severity', async () => {
    const faulty = {
      'courses.csv': 'course_id,short_name,long_name,term_id,status\nC1,BIO,Biology,T9,active\n',
    };
    const path = put(faulty);
    const statusOf = async (...argv: string[]) => (await call(['check', path, ...argv])).status;
    expect(await statusOf()).toBe(1);
    expect(await statusOf('--fail-on', 'error')).toBe(0);
    expect(await statusOf('--fail-on', 'note')).toBe(1);
    put({ 'courses.csv': courses.replace('active', 'actve') });
    expect(await statusOf()).toBe(2);
    expect(await statusOf('--fail-on', 'never')).toBe(0);
    expect((await call(['check', join(folder, 'nowhere')])).status).toBe(3);
  });

  it('tells programs the same', async () => {
    const path = put({ 'users.csv': users, 'courses.csv': courses, 'enrollments.csv': enrollments });
    const json = JSON.parse((await call(['check', path, '--format', 'json'])).stdout);
    expect(json).toMatchObject({
      counts: { error: 2, warning: 0, note: 0 },
      rows: 5,
      rows_skipped: 2,
      groups: [
        {
          code: 'check.missing_object',
          params: { noun: 'course', id: 'C9' },
          followers: [{ code: 'enrollment.context_unknown', count: 2, examples: [{ row: 3, line: 3 }, {}] }],
        },
      ],
    });
    const sarif = JSON.parse((await call(['check', path, '--format', 'sarif'])).stdout);
    expect(sarif.runs[0].results).toHaveLength(2);
    expect(sarif.runs[0].results[0]).toMatchObject({
      ruleId: 'enrollment.context_unknown',
      level: 'error',
      locations: [{ physicalLocation: { region: { startLine: 3, startColumn: 1 } } }],
    });
    const csv = (await call(['check', path, '--format', 'csv'])).stdout.split('\n');
    expect(csv[0]).toBe('severity,code,file,row,line,character,column,message,cause');
    expect(csv[1]).toMatch(/^error,enrollment\.context_unknown,enrollments\.csv,3,3,1,course_id,Neither /);
    const github = (await call(['check', path, '--format', 'github'])).stdout;
    expect(github).toMatch(
      /^::error file=.*enrollments\.csv,line=3,col=1,title=check\.missing_object::No file has the course C9 \(2 findings\)\n$/,
    );
  });

  it('takes what other files say for given', async () => {
    const known = join(folder, 'known.csv');
    writeFileSync(known, courses.replace('C1', 'C9'));
    const path = put({ 'users.csv': users, 'courses.csv': courses, 'enrollments.csv': enrollments });
    expect(await call(['check', path, '--assume', known])).toMatchObject({ status: 0 });
    writeFileSync(known, 'nothing known\n');
    expect(await call(['check', path, '--assume', known])).toMatchObject({
      status: 3,
      stderr: expect.stringContaining('--assume'),
    });
  });

  it('asks a server what it has', async () => {
    const roster = await zipOf({ 'courses.csv': Buffer.from(courses.replace('C1', 'C9')) });
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      const { port } = server.address() as AddressInfo;
      const attachment = { url: `http://127.0.0.1:${port}/files/1/download` };
      const report = { id: 7, report: 'sis_export_csv', status: 'complete', progress: 100, attachment };
      request.resume().on('end', () => {
        if (request.url?.startsWith('/files')) response.end(roster);
        else response.setHeader('content-type', 'application/json').end(JSON.stringify(report));
      });
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    closers.push(() => {
      server.close();
      server.closeAllConnections();
    });
    const { port } = server.address() as AddressInfo;
    const path = put({ 'users.csv': users, 'courses.csv': courses, 'enrollments.csv': enrollments });
    const ended = await call(['check', path, '--against', `http://127.0.0.1:${port}`], {
      env: { ROLLCALL_TOKEN: 'a-token' },
    });
    expect(ended).toMatchObject({ status: 0, stderr: '' });
    expect(asked[0]).toBe('POST /api/v1/accounts/self/reports/sis_export_csv');
  });

  it('writes corrected copies and leaves the originals alone', async () => {
    const content = Buffer.from('user_id,login_id,full_name,stauts\nU1,ada,Åsa,active\n', 'latin1');
    const path = put({ 'users.csv': content, 'courses.csv': courses });
    const out = join(folder, 'out');
    const { status, stderr } = await call(['check', path, '--fix', out]);
    expect(status).toBe(2);
    expect(stderr).toBe(
      `users.csv: written in UTF-8 instead of Windows-1252; column stauts renamed to status; written to ${join(out, 'users.csv')}\n`,
    );
    expect(readFileSync(join(out, 'users.csv'), 'utf8')).toBe(
      'user_id,login_id,full_name,status\nU1,ada,Åsa,active\n',
    );
    expect(existsSync(join(out, 'courses.csv'))).toBe(false);
    expect(readFileSync(join(path, 'users.csv'))).toEqual(content);
    expect(await call(['check', path, '--fix', path])).toMatchObject({
      status: 3,
      stderr: expect.stringContaining('writes over no file'),
    });
  });
});

describe('rollcall explain', () => {
  it('tells what a code means, and lists all of them', async () => {
    const { status, stdout } = await call(['explain', 'check.missing_object']);
    expect(status).toBe(0);
    expect(stdout).toContain('Why it matters\n  Unless the server knows it already');
    expect((await call(['explain'])).stdout).toMatch(/^enrollment\.bad_role +Neither/m);
    expect(await call(['explain', 'enrollment.bad_rle'])).toMatchObject({
      status: 3,
      stderr: 'rollcall: There is no code enrollment.bad_rle; perhaps enrollment.bad_role is meant.\n',
    });
  });
});
