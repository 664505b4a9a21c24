import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeCommands } from '../support/commands.ts';
import { eventually } from '../support/eventually.ts';
import { type FakeCanvas, openFakeCanvas } from '../support/fake-canvas.ts';
import { removeFolder } from '../support/remove-folder.ts';
import { after, endedImport } from '../support/watched-imports.ts';
import { isSignedWith, startWebhookReceiver, type WebhookReceiver } from '../support/webhook-receiver.ts';

// The watch of a school as cron and systemd run it: real processes, through the launcher.

const base = mkdtempSync(join(tmpdir(), 'rollcall-watch-cli-'));
const commands = makeCommands(join(base, 'data-home'));
const secret = `whsec_${Buffer.from('a secret of the real program').toString('base64')}`;
let canvas: FakeCanvas;
let receiver: WebhookReceiver;

beforeAll(async () => {
  canvas = await openFakeCanvas();
  receiver = await startWebhookReceiver();
  const alerts = { webhook: { url: receiver.url, secret: { env: 'ROLLCALL_WATCH_SECRET' } } };
  const profiles = { night: { base_url: canvas.url, alerts } };
  writeFileSync(join(base, 'config.jsonc'), JSON.stringify({ profiles }), { mode: 0o600 });
});
afterAll(async () => {
  await commands.close();
  await canvas.close();
  await receiver.close();
  removeFolder(base);
});

const start = (...words: readonly string[]) =>
  commands.start('./rollcall', ['watch', 'night', ...words], {
    ROLLCALL_CONFIG: join(base, 'config.jsonc'),
    ROLLCALL_STATE: join(base, 'state'),
    ROLLCALL_TOKEN: 's3cret',
    ROLLCALL_WATCH_SECRET: secret,
  });
const ago = (minutes: number) => after(new Date().toISOString(), -minutes);

describe.skipIf(process.platform === 'win32')('./rollcall watch', () => {
  it('tells once with a signature, then follows until it is over and Ctrl-C', {
    timeout: 240_000,
  }, async () => {
    canvas.imports.push(endedImport(9, ago(30), { workflow_state: 'failed' }));
    expect(await start().ended).toMatchObject({
      status: 2,
      stdout: 'CRITICAL failed: SIS import 9 failed.\n',
      // It may have been built for this.
      stderr: expect.not.stringContaining('not told'),
    });
    const [first] = receiver.received;
    expect(first && isSignedWith(secret, first)).toBe(true);
    // What one process has told, the next one knows.
    expect((await start('--quiet').ended).status).toBe(2);
    expect(receiver.received).toHaveLength(1);

    const following = start('--follow', '--every', '1');
    canvas.imports.unshift(endedImport(10, ago(15)));
    await following.seen('stdout', /Z OVER failed: SIS import 9 failed\.\n/);
    await eventually(async () => receiver.taken.length === 2);
    following.kill('SIGINT');
    expect(await following.ended).toMatchObject({ status: 0, stderr: '' });
    expect(await start().ended).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('OK night: SIS import 10'),
    });
    expect(receiver.received).toHaveLength(2);
  });
});
