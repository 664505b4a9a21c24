import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type BuiltProgram, buildProgram } from '../../../test/support/built-program.ts';
import { type CanvasDisguise, openCanvasDisguise } from '../../../test/support/canvas-disguise.ts';
import { type Commands, makeCommands, type RunningCommand } from '../../../test/support/commands.ts';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { eventually } from '../../../test/support/eventually.ts';
import { canvasReplies } from '../../../test/support/fake-canvas.ts';
import { removeFolder } from '../../../test/support/remove-folder.ts';
import { type RunningServer, startServer } from '../../server/index.ts';

// Each mirror is a whole database server, started and filled.
const PATIENCE_MS = 240_000;

let database: TestDatabase;
let server: RunningServer;
let canvas: CanvasDisguise;
let place: string;
let program: BuiltProgram;
let commands: Commands;

beforeAll(async () => {
  place = mkdtempSync(join(tmpdir(), 'rollcall-plan-'));
  mkdirSync(join(place, 'tmp'));
  program = await buildProgram();
  commands = makeCommands(join(place, 'home'));
  database = await createTestDatabase();
  server = await startServer({
    database_url: database.url,
    data_dir: join(place, 'data'),
    port: 0,
    host: '127.0.0.1',
    workers: 1,
  });
  canvas = await openCanvasDisguise(server.url);
  await send('roles', { label: 'Mentor', base_role_type: 'TaEnrollment' });
  const status = await rollcall('import', lay(before), '--hold', 'off', '--to', server.url);
  expect(status).toMatchObject({ status: 0 });
  const ended = await rollcall('import', lay(afterwards), '--hold', 'off', '--to', server.url);
  expect(ended).toMatchObject({ status: 0 });
  await enrollByHand();
}, PATIENCE_MS);
afterEach(() => {
  canvas.forget();
  canvas.calls.splice(0);
});
afterAll(async () => {
  await commands.close();
  program.remove();
  await canvas.close();
  await server.close();
  await database.close();
  removeFolder(place);
});

const before = {
  'accounts.csv': 'account_id,parent_account_id,name,status\nA1,,Arts,active\nA2,A1,Music,active',
  'terms.csv': 'term_id,name,status\nT1,Autumn,active\nT2,Spring,active',
  'courses.csv':
    'course_id,short_name,long_name,account_id,term_id,status\nC1,Alg,Algebra,A1,T1,active\nC2,Bio,Biology,A2,T1,published\nC3,Che,Chemistry,,T1,published\nC4,Dra,Drama,,T2,published\nC5,Eth,Ethics,,T1,active',
  'sections.csv':
    'section_id,course_id,name,status\nS1,C1,One,active\nS2,C2,Two,active\nS3,C3,Three,active\nS4,C4,Four,active',
  'xlist.csv': 'xlist_course_id,section_id,status\nC2,S3,active',
  'users.csv':
    'user_id,login_id,full_name,email,status\nU1,ada,Ada Byron,ada@x.example,active\nU2,bob,Bob Ray,,active\nU3,cyd,Cyd Lee,,active\nU4,dee,Dee Orr,,active\nU5,eve,Eve Poe,,active\nU6,fay,Fay Dix,,active\nM1,mum,Mum Ray,,active',
  'enrollments.csv':
    'section_id,user_id,role,status\nS1,U1,student,active\nS1,U2,student,active\nS2,U1,student,active\nS2,U2,teacher,active\nS2,U3,student,active\nS3,U3,student,active\nS4,U4,student,active\nS1,U6,Mentor,active\nS1,U4,student,active',
  'group_categories.csv': 'group_category_id,course_id,category_name,status\nGC1,C1,Labs,active',
  'groups.csv': 'group_id,group_category_id,name,status\nG1,GC1,Lab 1,available\nG2,GC1,Lab 2,available',
  'group_membership.csv': 'group_id,user_id,status\nG1,U1,accepted\nG2,U2,accepted',
  'user_observers.csv': 'observer_id,student_id,status\nM1,U2,active',
};

/** Things end: a person leaves, whose login somebody else gets; an enrollment is concluded, another one is dropped. */
const afterwards = {
  'users.csv':
    'user_id,login_id,full_name,status\nU5,eve,Eve Poe,deleted\nU7,eve,Eva Poe,active\nU6,fay,Fay Dix,suspended',
  'courses.csv': 'course_id,short_name,long_name,term_id,status\nC5,Eth,Ethics,T1,deleted',
  'enrollments.csv': 'section_id,user_id,role,status\nS1,U4,student,completed\nS2,U1,student,deleted',
};

/** Creates, changes, deletes and revives; leaves the rest as it is or out. */
const next = {
  'courses.csv':
    'course_id,short_name,long_name,account_id,term_id,status\nC1,Alg1,Algebra,A1,T1,published\nC2,Bio,Biology,A2,T1,published\nC3,Che,Chemistry,,T1,active\nC5,Eth,Ethics,,T1,active\nC6,Fre,French,NONE,T1,active\nC7,Geo,Geometry,A2,T1,active',
  'sections.csv':
    'section_id,course_id,name,status\nS1,C1,Uno,active\nS3,C3,Three,active\nS7,C7,Seven,active',
  'xlist.csv': 'xlist_course_id,section_id,status\nC2,S3,active',
  'users.csv':
    'user_id,login_id,full_name,email,status\nU1,ada,Ada King,ada@x.example,active\nU2,bob,Bob Ray,,active\nU3,cyd,Cyd Lee,,deleted\nU6,fay,Fay Dix,,suspended\nU8,gus,Gus Ode,gus@x.example,active',
  'enrollments.csv':
    'section_id,user_id,role,status\nS1,U1,student,active\nS1,U2,student,completed\nS1,U4,student,completed\nS2,U1,student,active\nS1,U6,Mentor,active\nS7,U8,teacher,active',
  'group_membership.csv': 'group_id,user_id,status\nG2,U1,accepted\nG1,U8,accepted',
};

function lay(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(place, 'f-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), `${text}\n`);
  return folder;
}

async function send(path: string, body: object): Promise<void> {
  const response = await fetch(`${server.url}/api/v1/accounts/self/${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${server.token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(response.status).toBe(200);
}

/** A person puts another one into a section: no import manages that. */
async function enrollByHand(): Promise<void> {
  const response = await fetch(`${server.url}/api/v1/sections/sis_section_id:S1/enrollments`, {
    method: 'POST',
    headers: { authorization: `Bearer ${server.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      enrollment: { user_id: 'sis_user_id:U7', type: 'StudentEnrollment', enrollment_state: 'active' },
    }),
  });
  expect(response.status).toBe(200);
}

/** Starts the program as it is shipped: a mirror needs a database server of its own. */
function start(...words: readonly string[]): RunningCommand {
  const env = {
    ROLLCALL_TOKEN: server.token,
    ROLLCALL_STATE: join(place, 'state'),
    TMPDIR: join(place, 'tmp'),
  };
  return commands.start(process.execPath, [program.main, ...words], env);
}

const rollcall = (...words: readonly string[]) => start(...words).ended;

const plan = (folder: string, to: string, ...options: readonly string[]) =>
  rollcall('submit', folder, '--to', to, '--plan', ...options);

/** When things happen differs from run to run. */
const linesOf = (csv: string) =>
  csv
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, 'now')
    .split('\n')
    .sort();

const imports = async () => (await database.pool.query('select from sis_imports')).rowCount;
const mirrors = () => readdirSync(join(place, 'tmp')).filter((name) => name.startsWith('rollcall-mirror-'));

describe('rollcall submit --plan', () => {
  it.each([
    ['an upload', []],
    ['batch mode', ['--batch-mode', '--batch-mode-term-id', 'sis_term_id:T1']],
  ])('plans %s on a mirror as the server itself would', { timeout: PATIENCE_MS }, async (_, options) => {
    const upload = lay(next);
    const real = await plan(upload, server.url, ...options, '--format', 'csv');
    const count = await imports();
    const mirrored = await plan(upload, canvas.url, ...options, '--format', 'csv');
    expect(real.stdout).toMatch(/^create,users,/m);
    expect(real.stdout).toMatch(/^delete,enrollments,/m);
    expect(linesOf(mirrored.stdout)).toEqual(linesOf(real.stdout));
    expect(mirrored.status).toBe(real.status);
    expect(mirrored.stderr).toContain('this mirror cannot know: ');
    expect(real.stderr).not.toContain('this mirror cannot know: ');
    expect(canvas.calls.filter((call) => call.endsWith('/sis_imports'))).toEqual([]);
    expect(await imports()).toBe(count);
    expect(mirrors()).toEqual([]);
  });

  it('waits for a slow report, and shows nothing for what the server has already', {
    timeout: PATIENCE_MS,
  }, async () => {
    const upload = lay({
      'users.csv':
        'user_id,login_id,full_name,password,status\nU1,ada,Ada Byron,a long secret,active\nU2,bob,Bob Ray,another secret,active',
      'enrollments.csv': 'section_id,user_id,role,status,start_date\nS1,U1,student,active,2026-09-01',
    });
    // As slow as a real one.
    const running = { id: 1, report: 'sis_export_csv', status: 'running', progress: 10 };
    const look = /^GET .*\/reports\/sis_export_csv\/\d+$/;
    canvas.next(look, { body: { ...running, status: 'created', progress: 0 } }, { body: running });
    const { status, stdout, stderr } = await plan(upload, canvas.url);
    expect(stderr).not.toContain('secret');
    expect(status).toBe(0);
    expect(stdout).toContain('Nothing would change.');
    expect(stdout).toContain('What this mirror cannot know:');
    expect(stdout).toContain('  - user: password: the export does not tell them');
    expect(stdout).toContain('  - enrollment: start_date: the export does not tell them');
    expect(stdout).not.toContain('The numbers of roles');
  });

  it('says how a report has failed', async () => {
    const upload = lay({ 'users.csv': next['users.csv'] });
    canvas.always(/^GET .*\/reports\/sis_export_csv\/\d+$/, {
      body: { id: 1, report: 'sis_export_csv', status: 'error', progress: 40, message: 'Too many rows.' },
    });
    const failed = await plan(upload, canvas.url);
    expect([failed.status, failed.stdout]).toEqual([2, '']);
    expect(failed.stderr).toContain('The report sis_export_csv ended as "error": Too many rows.');
    expect(mirrors()).toEqual([]);
  });

  it.each(['unauthorized_401', 'unauthorized_403'] as const)(
    'says which right is missing (%s)',
    async (reply) => {
      canvas.always(/^POST .*\/reports\/sis_export_csv$/, canvasReplies[reply]);
      const refused = await plan(lay({ 'users.csv': next['users.csv'] }), canvas.url);
      expect([refused.status, refused.stdout]).toEqual([2, '']);
      expect(refused.stderr).toContain('permit "Reports: manage" in a role of its owner');
      expect(mirrors()).toEqual([]);
    },
  );

  it('says that a server does not offer the report', async () => {
    canvas.always(/^POST .*\/reports\/sis_export_csv$/, { status: 404, body: { errors: [] } });
    const refused = await plan(lay({ 'users.csv': next['users.csv'] }), canvas.url);
    expect(refused.stderr).toContain('needs the report sis_export_csv, which the server does not offer');
    expect(refused.status).toBe(2);
  });

  it('leaves nothing behind when a person stops it', async () => {
    canvas.always(/^GET .*\/reports\/sis_export_csv\/\d+$/, {
      body: { id: 1, report: 'sis_export_csv', status: 'running', progress: 1 },
    });
    const upload = lay({ 'users.csv': next['users.csv'] });
    const running = start('submit', upload, '--to', canvas.url, '--plan');
    await eventually(async () =>
      canvas.calls.some((call) => /^GET .*sis_export_csv\/\d+$/.test(call)) ? true : undefined,
    );
    running.kill('SIGINT');
    expect((await running.ended).status).toBe(130);
    expect(canvas.calls.some((call) => call.endsWith('/abort'))).toBe(true);
    expect(mirrors()).toEqual([]);
  });
});
