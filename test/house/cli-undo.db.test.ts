import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createClient } from '../../src/client/index.ts';
import { type Commands, makeCommands } from '../support/commands.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { removeFolder } from '../support/remove-folder.ts';

// A bad file and the way back, as a registrar goes it: real processes, through the launcher.

const header = 'course_id,short_name,long_name,status\n';
const school = {
  'courses.csv': `${header}C1,ALG,Algebra,published\nC2,BIO,Biology,published\n`,
  'sections.csv': 'section_id,course_id,name,status\nS1,C1,One,active\nS2,C2,Two,active\n',
  'users.csv': 'user_id,login_id,full_name,status\nU1,ada,Ada Byron,active\nU2,bob,Bob Ross,active\n',
  'enrollments.csv': 'section_id,user_id,role,status\nS1,U1,student,active\nS2,U2,student,active\n',
};
const bad = {
  'courses.csv': `${header}C1,ALG,Algebra I (old),deleted\nC9,OLD,From last year,published\n`,
  'change_sis_id.csv': 'type,old_id,new_id\nuser,U2,U7\n',
};

describe.skipIf(process.platform === 'win32')('./rollcall undo and restore', () => {
  let base: string;
  let database: TestDatabase;
  let commands: Commands;

  beforeEach(async () => {
    base = mkdtempSync(join(tmpdir(), 'rollcall-undo-'));
    database = await createTestDatabase();
    commands = makeCommands(join(base, 'data-home'));
  });
  afterEach(async () => {
    await commands.close();
    await database.close();
    removeFolder(base);
  });

  const place = () => ['--database-url', database.url, '--data', join(base, 'data')];
  const rollcall = (...args: readonly string[]) => commands.rollcall(...args, ...place());

  function lay(name: string, files: Readonly<Record<string, string>>): string {
    const folder = join(base, name);
    mkdirSync(folder);
    for (const [file, content] of Object.entries(files)) writeFileSync(join(folder, file), content);
    return folder;
  }

  /** The exported files, name to content. */
  async function exported(name: string): Promise<Readonly<Record<string, string>>> {
    const folder = join(base, name);
    expect(await rollcall('export', folder, '--include-deleted')).toMatchObject({ status: 0 });
    return Object.fromEntries(
      readdirSync(folder).map((file) => [file, readFileSync(join(folder, file), 'latin1')]),
    );
  }

  it('take a bad file back, and say what is in the way', { timeout: 240_000 }, async () => {
    expect((await rollcall('import', lay('school', school))).status).toBe(0);
    const before = await exported('before');
    expect((await rollcall('import', lay('bad', bad))).stdout).toMatch(/^SIS import 2: imported$/m);
    expect(await exported('between')).not.toEqual(before);

    expect(await rollcall('undo', '2')).toMatchObject({
      status: 0,
      stdout: 'SIS import 2: undone\n1 object taken away, 3 put back\n',
    });
    expect(await exported('after')).toEqual(before);
    expect((await rollcall('undo', '2')).status).toBe(0);
    expect(await rollcall('restore', '2')).toMatchObject({
      status: 2,
      stdout: '',
      stderr: expect.stringContaining('has been undone'),
    });
    expect((await rollcall('undo', '99')).status).toBe(2);

    await rollcall('import', join(base, 'bad'));
    expect((await rollcall('restore', '3', '--undelete-only')).stdout).toBe(
      'SIS import 3: restored\n2 objects back in the former state\n',
    );
    const later = lay('later', { 'courses.csv': `${header}C9,OLD,By another file,published\n` });
    await rollcall('import', later);
    const refused = await rollcall('undo', '3', '--json');
    expect(refused).toMatchObject({ status: 2, stderr: '' });
    expect(JSON.parse(refused.stdout)).toMatchObject({
      workflow_state: 'failed',
      results: { obstacle_count: 1, obstacles: [{ kind: 'course', sis_id: 'C9', reason: 'changed' }] },
    });
    expect((await rollcall('undo', '3', '--force')).status).toBe(0);
    expect(await exported('at the end')).toEqual(before);
  });

  it('go on in another worker when theirs is killed', { timeout: 240_000 }, async () => {
    expect((await rollcall('import', lay('school', school))).status).toBe(0);
    const before = await exported('before');
    const rows = Array.from({ length: 20_000 }, (_, at) => `D${at},D${at},Course ${at},active\n`);
    const many = lay('many', { 'courses.csv': `${bad['courses.csv']}${rows.join('')}` });
    expect((await rollcall('import', many)).status).toBe(0);

    const token = 'a-token-of-the-operator';
    const serving = ['serve', '--port', '0', '--workers', '0', '--log-level', 'silent', ...place()];
    const server = commands.start('./rollcall', serving, { ROLLCALL_TOKEN: token });
    const url = await server.seen('stdout', /^rollcall listens on (http:\S+)$/m);
    const client = createClient({ base_url: url, token });
    const asked = await commands.start('./rollcall', ['undo', '2', '--to', url, '--no-wait', '--json'], {
      ROLLCALL_TOKEN: token,
    }).ended;
    expect(asked.status).toBe(0);
    const work: { readonly id: number } = JSON.parse(asked.stdout);

    const working = ['worker', '--log-level', 'silent', ...place()];
    const killed = commands.start('./rollcall', working);
    await eventually(
      async () => ((await client.progress.get(work)).workflow_state === 'queued' ? undefined : true),
      60_000,
    );
    killed.kill('SIGKILL');
    await killed.ended;
    const next = commands.start('./rollcall', working);
    const waiting = commands.start('./rollcall', ['undo', '2', '--to', url], { ROLLCALL_TOKEN: token });
    expect(await waiting.ended).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('SIS import 2: undone\n20,001 objects taken away'),
    });
    for (const process of [next, server]) process.kill('SIGTERM');
    for (const process of [next, server]) expect((await process.ended).status).toBe(0);
    expect(await exported('after')).toEqual(before);
  });
});
