import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { canvasImport, canvasReplies } from '../../../test/support/fake-canvas.ts';
import {
  importedState,
  type NightlyDesk,
  openNightlyDesk,
  usersCsv,
} from '../../../test/support/nightly-desk.ts';
import { makeScriptedCommands } from '../../../test/support/scripted-commands.ts';
import { type RunRecord, readHistory } from '../state/index.ts';

let desk: NightlyDesk;
let whole: string;
let half: string;
beforeEach(async () => {
  desk = await openNightlyDesk();
  desk.profile({ data_set: 'nightly', guards: { max_shrink: '10%' } });
  whole = desk.lay({ 'users.csv': usersCsv(['U1', 'U2', 'U3', 'U4']) });
  half = desk.lay({ 'users.csv': usersCsv(['U1', 'U2']) });
  desk.canvas.play(importedState);
});
afterEach(() => desk.close());

const folder = () => join(desk.place, 'state', 'night');
const historyPath = () => join(folder(), 'history.jsonl');
const lines = () => readFileSync(historyPath(), 'utf8').split('\n').filter(Boolean);
const last = async () => (await readHistory(folder())).at(-1);

/** What a run leaves that is killed when the upload has arrived: all it wrote before that. */
async function submitAndDie(): Promise<void> {
  await desk.submit(whole);
  const noted = lines();
  const outcomes = noted.slice(-2).map((line) => (JSON.parse(line) as RunRecord).outcome);
  expect(outcomes).toEqual(['sending', 'submitted']);
  writeFileSync(historyPath(), noted.slice(0, -1).join('\n'));
}

describe('a run that was killed while it sent', () => {
  it('is compared with, once the server has said that its import was made and taken', async () => {
    await submitAndDie();
    const { status, stderr } = await desk.submit(half);
    expect(stderr).toContain('2 of 4 rows of users are missing since the last import');
    expect(status).toBe(5);
    const [killed] = await readHistory(folder());
    expect(killed).toMatchObject({ outcome: 'submitted', id: 147, state: 'imported', intent: null });
  });

  it('is not, where the server knows of no import', async () => {
    await submitAndDie();
    desk.canvas.imports.splice(0);
    expect((await desk.submit(half)).status).toBe(0);
    const [killed] = await readHistory(folder());
    expect(killed).toMatchObject({ outcome: 'not_submitted', id: null, state: null, intent: null });
  });

  it('is told from the imports of other runs', async () => {
    expect((await desk.submit(whole)).status).toBe(0);
    await submitAndDie();
    expect((await desk.submit(whole)).status).toBe(0);
    expect((await readHistory(folder())).map(({ id }) => id)).toEqual([147, 148, 149]);
  });

  it('keeps others from being sent while the server does not say what became of it', async () => {
    await submitAndDie();
    desk.canvas.next(/^GET .*created_since/, canvasReplies.unauthorized_401);
    const { status, stderr } = await desk.submit(half);
    expect({ status, sent: desk.sent() }).toEqual({ status: 3, sent: 1 });
    expect(stderr).toMatch(/What became of the upload of \S+ cannot be found out/);
  });
});

describe('a run that was stopped by Ctrl-C while it sent', () => {
  it('says that nobody knows whether the upload has arrived, and the next one finds its import', async () => {
    const commands = makeScriptedCommands();
    try {
      let stop = () => {};
      const created_at = new Date().toISOString();
      const made: Record<string, unknown>[] = [];
      const server = await commands.serve((request) => {
        if (request.startsWith('POST')) {
          made.push(canvasImport(31, { created_at }));
          stop();
          return { body: made[0] };
        }
        if (request.includes('/sis_imports/31')) return { body: { ...made[0], ...importedState } };
        return { body: request.includes('/users/self') ? { id: 75 } : { sis_imports: made } };
      });
      const env = { ROLLCALL_TOKEN: 's3cret', ROLLCALL_STATE: join(desk.place, 'state') };
      const report = join(desk.place, 'report.json');
      const words = ['submit', whole, '--to', server.url];
      const running = await commands.call([...words, '--report', report], env);
      stop = () => running.interrupt('SIGINT');
      expect((await running.ended).status).toBe(130);
      expect(JSON.parse(readFileSync(report, 'utf8'))).toMatchObject({
        state: 'unknown',
        summary: 'It is not known whether the upload has arrived',
        import: null,
      });
      const next = await commands.end(['submit', half, '--to', server.url, '--max-shrink', '10%'], env);
      expect(next).toMatchObject({ status: 5, stderr: expect.stringContaining('2 of 4 rows of users') });
    } finally {
      await commands.close();
    }
  });
});

describe('a run that was refused', () => {
  it('is noted as not submitted, and asks nobody', async () => {
    desk.canvas.next(/^POST/, canvasReplies.unauthorized_401);
    expect((await desk.submit(whole)).status).toBe(3);
    expect(await last()).toMatchObject({ outcome: 'not_submitted', id: null });
  });
});
