import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  canvasImport,
  canvasReplies,
  type FakeCanvas,
  openFakeCanvas,
} from '../../../test/support/fake-canvas.ts';
import { unzip } from '../../../test/support/unzip.ts';
import {
  type Client,
  createClient,
  ForbiddenError,
  LostUploadError,
  StalledError,
  UnauthenticatedError,
} from '../index.ts';

// Against the wire shapes of real Canvas.

let canvas: FakeCanvas;
let client: Client;
const pauses: number[] = [];
beforeEach(async () => {
  canvas = await openFakeCanvas();
  pauses.length = 0;
  const sleep = async (ms: number) => void pauses.push(ms);
  client = createClient({ base_url: canvas.url, token: 's3cret', sleep });
});
afterEach(() => canvas.close());

const csv = 'user_id,login_id,status\nU1,ada,active\n';
const users = { name: 'users.csv', content: new TextEncoder().encode(csv) };
const folder = mkdtempSync(join(tmpdir(), 'rollcall-sis-imports-'));
mkdirSync(join(folder, 'more'));
for (const name of ['users.csv', 'more/courses.CSV', '.hidden.csv', 'notes.txt'])
  writeFileSync(join(folder, name), csv);
afterAll(() => rmSync(folder, { recursive: true }));

const posts = () => canvas.requests.filter(({ method }) => method === 'POST');
const keys = () => posts().map(({ headers }) => headers['idempotency-key']);

async function sentFile(): Promise<File> {
  const [{ headers, body }] = posts() as [(typeof canvas.requests)[number]];
  const type = headers['content-type'] ?? '';
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
  return form.get('attachment') as File;
}

describe('create', () => {
  it('asks before it sends, so that a wrong token costs no upload', async () => {
    canvas.next(/^GET/, canvasReplies.invalid_token);
    await expect(client.sisImports.create(users)).rejects.toBeInstanceOf(UnauthenticatedError);
    expect(posts()).toEqual([]);
  });

  it('tells the length of a path beforehand', async () => {
    await client.sisImports.create({ path: join(folder, 'users.csv') }, { skip_deletes: true });
    const [{ headers, body }] = posts() as [(typeof canvas.requests)[number]];
    expect(headers['content-length']).toBe(String(body.length));
    expect(headers['transfer-encoding']).toBeUndefined();
    expect([await (await sentFile()).text(), canvas.imports[0]?.skip_deletes]).toEqual([csv, true]);
  });

  it('zips the CSV files of a folder on the fly', async () => {
    await client.sisImports.create({ folder, name: 'school.zip' });
    const file = await sentFile();
    expect([file.name, file.type]).toEqual(['school.zip', 'application/zip']);
    const files = await unzip(new Uint8Array(await file.arrayBuffer()));
    expect(files).toEqual({ 'more/courses.CSV': csv, 'users.csv': csv });
  });

  it('zips files of a browser', async () => {
    const files = [new File([csv], 'a.csv'), { name: 'b/c.csv', content: new TextEncoder().encode(csv) }];
    await client.sisImports.create({ name: 'x.zip', files });
    expect(await unzip(new Uint8Array(await (await sentFile()).arrayBuffer()))).toEqual({
      'a.csv': csv,
      'b/c.csv': csv,
    });
    await expect(client.sisImports.create({ name: 'x.zip', files: [users, users] })).rejects.toThrow(
      /called users\.csv/,
    );
  });

  it('finds the import whose answer was lost, and sends nothing again', async () => {
    // The upload arrives, an import is made of it, and the answer does not come back.
    canvas.next(/^POST/, 'cut');
    const appear = () => canvas.imports.push(canvasImport(148, { created_at: new Date().toISOString() }));
    const events: string[] = [];
    const made = await client.sisImports.create(
      users,
      {},
      {
        onEvent: ({ kind }) => {
          events.push(kind);
          if (kind === 'broken') appear();
        },
      },
    );
    expect([made.id, posts().length, events]).toEqual([148, 1, ['broken', 'found']]);
  });

  it('waits for an import that shows up late', async () => {
    canvas.next(/^POST/, { status: 504, body: '<html>' });
    canvas.next(/^GET .*sis_imports/, ...Array.from({ length: 3 }, () => ({ body: { sis_imports: [] } })), {
      body: { sis_imports: [canvasImport(149)] },
    });
    expect((await client.sisImports.create(users)).id).toBe(149);
    expect(posts()).toHaveLength(1);
  });

  it('sends it again, under the same key, when none was made', async () => {
    canvas.next(/^POST/, 'cut', 'cut');
    const made = await client.sisImports.create(users);
    expect([made.id, canvas.imports.length, new Set(keys()).size, posts().length]).toEqual([147, 1, 1, 3]);
  });

  it('takes no import of somebody else, with other options or from before for its own', async () => {
    const now = new Date().toISOString();
    canvas.imports.push(canvasImport(1, { created_at: now }));
    canvas.next(/^POST/, 'cut');
    await client.sisImports.create(
      users,
      { skip_deletes: true },
      {
        onEvent({ kind }) {
          if (kind !== 'broken') return;
          canvas.imports.unshift(
            canvasImport(2, { created_at: now, skip_deletes: true, user: { id: 76 } }),
            canvasImport(3, { created_at: now }),
            canvasImport(4, { created_at: now, skip_deletes: true, diffing_data_set_identifier: 'x' }),
          );
        },
      },
    );
    expect(posts()).toHaveLength(2);
  });

  it('tells several candidates apart by the length of their files, or leaves the choice to a person', async () => {
    const now = new Date().toISOString();
    const of = (id: number, size: number) =>
      canvasImport(id, { created_at: now, csv_attachments: [{ size }] });
    const lose = (...found: Record<string, unknown>[]) => {
      canvas.next(/^POST/, 'cut');
      return client.sisImports.create(
        users,
        {},
        {
          onEvent: ({ kind }) => void (kind === 'broken' && canvas.imports.unshift(...found)),
        },
      );
    };
    expect((await lose(of(5, csv.length), of(6, 99))).id).toBe(5);
    const fault = await lose(
      canvasImport(7, { created_at: now }),
      canvasImport(8, { created_at: now }),
    ).catch((error: unknown) => error);
    expect(fault).toBeInstanceOf(LostUploadError);
    expect(fault).toMatchObject({ candidates: [7, 8] });
  });

  it('does not pretend that a stream can be sent twice', async () => {
    canvas.next(/^POST/, 'cut');
    const content = new Blob([csv]).stream();
    await expect(client.sisImports.create({ name: 'a.csv', content })).rejects.toThrow(
      /no import was made of it/,
    );
    canvas.next(/^POST/, 'cut');
    const open = () => new Blob([csv]).stream();
    expect((await client.sisImports.create({ name: 'a.csv', open })).id).toBe(147);
  });

  it.each(['throttled_403', 'throttled_429'] as const)('sends it again after %s', async (reply) => {
    canvas.next(/^POST/, canvasReplies[reply]);
    await client.sisImports.create(users);
    expect([posts().length, canvas.imports.length]).toEqual([2, 1]);
    if (reply === 'throttled_429') expect(Math.max(...pauses)).toBeGreaterThan(2_900);
  });

  it('does not repeat what a server in trouble may have done', async () => {
    canvas.next(/^POST/, canvasReplies.server_fault);
    await expect(client.sisImports.create(users)).rejects.toMatchObject({ status: 500 });
    expect(posts()).toHaveLength(1);
  });

  it.each(['unauthorized_401', 'unauthorized_403'] as const)(
    'knows %s for a missing permission',
    async (reply) => {
      canvas.next(/^POST/, canvasReplies[reply]);
      await expect(client.sisImports.create(users)).rejects.toBeInstanceOf(ForbiddenError);
    },
  );
});

describe('waitFor', () => {
  const at = (progress: number, workflow_state = 'importing') => ({ progress, workflow_state });

  it('gives the end when awaited, and every look when iterated over', async () => {
    const states = [at(0, 'created'), at(0), at(50), at(100, 'imported')];
    canvas.play(...states);
    const seen: (number | null)[] = [];
    for await (const { percent } of client.sisImports.waitFor(147)) seen.push(percent);
    expect(seen).toEqual([0, 0, 50, 100]);
    canvas.play(...states);
    expect((await client.sisImports.waitFor({ id: 147 })).workflow_state).toBe('imported');
  });

  it('estimates the time left from when the import began to move', async () => {
    canvas.play(...Array.from({ length: 30 }, () => at(0, 'created')), at(25), at(50), at(100, 'imported'));
    const left: (number | null)[] = [];
    for await (const { left_ms } of client.sisImports.waitFor(147)) left.push(left_ms);
    expect(left.slice(0, 30)).toEqual(Array.from({ length: 30 }, () => null));
    const [first = 0, second = 0, last] = left.slice(30) as number[];
    expect(first).toBeGreaterThan(second);
    expect(last).toBe(0);
  });

  it('goes on through throttling, restarts and broken answers', async () => {
    canvas.play(at(100, 'imported'));
    canvas.next(
      /^GET/,
      canvasReplies.throttled_403,
      'cut',
      { status: 503 },
      { body: 'not JSON', status: 502 },
    );
    expect((await client.sisImports.waitFor(147)).workflow_state).toBe('imported');
    expect(canvas.requests).toHaveLength(5);
  });

  it('can be told when nothing moves any more, as when an import is stuck while initializing', async () => {
    canvas.play(at(0, 'initializing'));
    const stuck = await client.sisImports.waitFor(147, { stalled_after_ms: 60_000 }).then(
      () => null,
      (error: unknown) => error,
    );
    expect(stuck).toBeInstanceOf(StalledError);
    expect(stuck).toMatchObject({ state: { workflow_state: 'initializing' } });
  });

  it('stops when its signal is aborted', async () => {
    canvas.play(at(10));
    const stop = new AbortController();
    const wait = client.sisImports.waitFor(147, {
      signal: stop.signal,
      onProgress: () => stop.abort(new Error('enough')),
    });
    await expect(wait).rejects.toThrow('enough');
  });

  it('knows the end of an import in a state that nobody has heard of', async () => {
    canvas.play({ ...at(100, 'imported_somehow'), ended_at: '2030-01-01T00:00:00Z' });
    expect((await client.sisImports.waitFor(147)).workflow_state).toBe('imported_somehow');
  });
});

describe('old releases', () => {
  it('leave keys out, and wrap lists or not', async () => {
    const old = {
      id: 9,
      workflow_state: 'imported',
      progress: 100,
      ended_at: null,
      created_at: '2012-01-01T00:00:00-07:00',
    };
    canvas.next(/./, { body: old }, { body: [old] }, { body: { sis_imports: [old] } }, { body: { old: 1 } });
    const [shown, bare, wrapped] = [
      await client.sisImports.get(9),
      await client.sisImports.list().all(),
      await client.sisImports.list().all(),
    ];
    expect(shown).toMatchObject({
      data: { import_type: 'instructure_csv' },
      skip_deletes: null,
      updated_at: old.created_at,
    });
    expect([bare, wrapped]).toEqual([[shown], [shown]]);
    await expect(client.sisImports.list().all()).rejects.toThrow(/did not answer with a list/);
  });
});

describe('string ids', () => {
  it('keep 64-bit ids whole, and come from servers that do not know them, too', async () => {
    const strings = createClient({ base_url: canvas.url, string_ids: true });
    const long = '107060000000012345';
    canvas.next(
      /./,
      { body: canvasImport(1, { id: long }) },
      { body: canvasImport(2, { batch_mode_term_id: 3 }) },
    );
    expect((await strings.sisImports.get(long)).id).toBe(long);
    expect(await strings.sisImports.get(2)).toMatchObject({
      id: '2',
      batch_mode_term_id: '3',
      user: { id: '75' },
    });
    expect(canvas.requests[0]).toMatchObject({
      url: `/api/v1/accounts/self/sis_imports/${long}`,
      headers: { accept: 'application/json+canvas-string-ids' },
    });
  });
});

describe('openErrorsFile', () => {
  it('waits for a file that Canvas finishes after the import', async () => {
    const ended = { workflow_state: 'imported_with_messages', progress: 100 };
    const url = `${canvas.url}/files/9/download?verifier=v`;
    canvas.play(ended, ended, { ...ended, errors_attachment: { url } });
    canvas.next(/files/, { body: 'sis_import_id,file,message,row\n' });
    const file = await client.sisImports.openErrorsFile(147);
    expect(await new Response(file).text()).toMatch(/^sis_import_id/);
    expect(canvas.requests.at(-1)?.headers.authorization).toBeUndefined();
  });

  it('is null where there are no messages, or the file never comes', async () => {
    canvas.play({ workflow_state: 'imported', progress: 100 });
    expect(await client.sisImports.openErrorsFile(147)).toBeNull();
    canvas.play({ workflow_state: 'imported_with_messages', progress: 100 });
    expect(await client.sisImports.openErrorsFile(147)).toBeNull();
    expect(pauses.reduce((sum, ms) => sum + ms, 0)).toBe(60_000);
  });
});
