import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
// The command loads it when it is called, which would be in the time of the first test.
import '../../src/cli/submit/run-submit.ts';
import { run } from '../../src/cli/run.ts';
import { type FakeCanvas, openFakeCanvas } from './fake-canvas.ts';
import { removeFolder } from './remove-folder.ts';

/** A machine that sends the nightly feed to a Canvas. */
export interface NightlyDesk {
  readonly canvas: FakeCanvas;
  /** Everything that the desk has on disk. */
  readonly place: string;
  /** Lays a folder of files, the text of each by its name. */
  lay(files: Readonly<Record<string, string>>): string;
  /** Writes the profile `night`. */
  profile(settings?: Readonly<Record<string, unknown>>): void;
  submit(
    ...words: readonly string[]
  ): Promise<{ readonly status: number; readonly stdout: string; readonly stderr: string }>;
  /** How many uploads have been sent. */
  sent(): number;
  close(): Promise<void>;
}

/** Users of those ids as a file; `status` of all of them. */
export function usersCsv(ids: readonly string[], status = 'active'): string {
  const rows = ids.map((id) => `${id},${id},${id},Person,${status}\n`).join('');
  return `user_id,login_id,first_name,last_name,status\n${rows}`;
}

/** An import that has ended, as Canvas shows it. */
export const importedState = {
  workflow_state: 'imported',
  progress: 100,
  ended_at: '2022-02-04T18:32:00Z',
  data: { import_type: 'instructure_csv', supplied_batches: ['user'], counts: { users: 4 } },
};

/** Opens a desk whose profile `night` imports into a data set. */
export async function openNightlyDesk(): Promise<NightlyDesk> {
  const canvas = await openFakeCanvas();
  const place = mkdtempSync(join(tmpdir(), 'rollcall-desk-'));
  const config = join(place, 'config.jsonc');
  const desk: NightlyDesk = {
    canvas,
    place,
    lay(files) {
      const folder = mkdtempSync(join(place, 'feed-'));
      mkdirSync(folder, { recursive: true });
      for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
      return folder;
    },
    profile(settings = { data_set: 'nightly' }) {
      const profiles = { night: { base_url: canvas.url, ...settings } };
      writeFileSync(config, JSON.stringify({ profiles }), { mode: 0o600 });
    },
    async submit(...words) {
      const [stdout, stderr] = [new PassThrough(), new PassThrough()];
      const { signal } = new AbortController();
      const env = {
        ROLLCALL_CONFIG: config,
        ROLLCALL_STATE: join(place, 'state'),
        ROLLCALL_TOKEN: 's3cret',
      };
      const listenForInterrupt = () => signal;
      const status = await run(['submit', ...words], { stdout, stderr, env, listenForInterrupt });
      stdout.end();
      stderr.end();
      return { status, stdout: await text(stdout), stderr: await text(stderr) };
    },
    sent: () => canvas.calls().filter((call) => call.startsWith('POST')).length,
    async close() {
      await canvas.close();
      removeFolder(place);
    },
  };
  desk.profile();
  return desk;
}
