import { afterEach, describe, expect, it } from 'vitest';
import { makeScriptedCommands, type Script } from '../../../test/support/scripted-commands.ts';

// The command line in this process, against a server that answers from a script.

const { serve, call, end, close } = makeScriptedCommands();
afterEach(close);

const progress = (workflow_state: string, more: object = {}) => ({
  id: 3,
  context_id: 7,
  workflow_state,
  completion: workflow_state === 'completed' ? 100 : 40,
  message: null,
  results: null,
  url: 'http://school.example/api/v1/progress/3',
  ...more,
});

/** Work that has ended like this as soon as it is looked at. */
const ending =
  (workflow_state: string, more: object = {}): Script =>
  (request) => ({ body: progress(request.startsWith('PUT') ? 'queued' : workflow_state, more) });

const section = {
  kind: 'section',
  id: 12,
  sis_id: 'S3',
  reason: 'needed',
  text: 'the enrollment 5 needs it',
};
const person = { kind: 'person', id: 9, sis_id: null, reason: 'changed', text: 'it has been changed' };

describe('rollcall undo', () => {
  it('tells what was taken away and what was put back', async () => {
    const server = await serve(
      ending('completed', { results: { removed: 1200, put_back: 5, left: 0, obstacles: [] } }),
    );
    expect(await end(['undo', '7', '--to', server.url])).toEqual({
      status: 0,
      stdout: 'SIS import 7: undone\n1,200 objects taken away, 5 put back\n',
      stderr: '',
    });
    expect(server.requests).toEqual([
      'PUT /api/v1/accounts/self/sis_imports/7/undo',
      'GET /api/v1/progress/3',
    ]);
  });

  it('ends with 1 when something stays, and lists it', async () => {
    const results = { removed: 1, put_back: 0, left: 2, obstacles: [section] };
    const server = await serve(ending('completed', { results }));
    const ended = await end(['undo', '7', '--force', '--to', server.url]);
    expect(ended).toEqual({
      status: 1,
      stdout: [
        'SIS import 7: undone',
        '1 object taken away, 0 put back',
        '',
        'Left as they are',
        '  section S3  the enrollment 5 needs it',
        '  and 1 more, among the messages of the import',
        '',
      ].join('\n'),
      stderr: '',
    });
  });

  it('ends with 2 when something is in the way, and lists it', async () => {
    const message = '2 objects have been changed since the import.';
    const results = { obstacle_count: 2, obstacles: [section, { ...person, text: 'by \u001b[2Jhim' }] };
    const server = await serve(ending('failed', { message, results }));
    expect(await end(['undo', '7', '--to', server.url])).toEqual({
      status: 2,
      stdout: [
        'SIS import 7: not undone',
        message,
        '',
        'In the way',
        '  section S3  the enrollment 5 needs it',
        '  person 9    by \\x1b[2Jhim',
        '',
      ].join('\n'),
      stderr: '',
    });
  });

  it('sends force only when it is given', async () => {
    const bodies: string[] = [];
    const server = await serve((request, body) => {
      if (request.startsWith('PUT')) bodies.push(body);
      return ending('completed')(request, body);
    });
    await end(['undo', '7', '--to', server.url]);
    await end(['undo', '7', '--force', '--account', 'sis_account_id:L', '--to', server.url]);
    expect(bodies).toEqual(['force=false', 'force=true']);
    expect(server.requests).toContain('PUT /api/v1/accounts/sis_account_id%3AL/sis_imports/7/undo');
  });

  it('prints the Progress and nothing else with --json', async () => {
    const server = await serve(ending('failed', { message: 'No.' }));
    const ended = await end(['undo', '7', '--json', '--to', server.url]);
    expect(ended).toMatchObject({ status: 2, stderr: '' });
    expect(JSON.parse(ended.stdout)).toEqual(progress('failed', { message: 'No.' }));
  });

  it('with --no-wait tells where to look, and does not look', async () => {
    const server = await serve(ending('completed'));
    expect(await end(['undo', '7', '--no-wait', '--to', server.url])).toEqual({
      status: 0,
      stdout: 'SIS import 7: queued\nhttp://school.example/api/v1/progress/3\n',
      stderr: '',
    });
    const told = await end(['undo', '7', '--no-wait', '--json', '--to', server.url]);
    expect(JSON.parse(told.stdout)).toEqual(progress('queued'));
    expect(server.requests.filter((request) => request.startsWith('GET'))).toEqual([]);
  });

  it.each([
    [['undo'], /missing required argument 'id'/],
    [['undo', 'last'], /must be a whole number of at least 1/],
    [['undo', '7', '--no-wait'], /^rollcall: --no-wait needs a running server: name it with --to\.$/m],
    [['undo', '7', '--to', 'http://127.0.0.1:1'], /^rollcall: The server could not be asked\./],
    [['restore', '7', '--undelete-only', '--unconclude-only'], /leave nothing together/],
  ])('%j ends with 3', async (argv, text) => {
    expect(await end(argv)).toMatchObject({ status: 3, stdout: '', stderr: expect.stringMatching(text) });
  });

  it('ends with 2 when the server refuses, and says why', async () => {
    const body = { message: 'The import is in the state “importing”.' };
    const server = await serve(() => ({ status: 400, body }));
    const ended = await end(['undo', '7', '--to', server.url]);
    expect(ended).toMatchObject({ status: 2, stdout: '' });
    expect(ended.stderr).toContain('in the state “importing”');
  });
});

describe('rollcall restore', () => {
  it('sends the filters under their names in the API', async () => {
    const bodies: string[] = [];
    const server = await serve((request, body) => {
      if (request.startsWith('PUT')) bodies.push(body);
      return ending('completed', { results: { restored: 3, failed: 0 } })(request, body);
    });
    const told = await end(['restore', '7', '--batch-mode', '--undelete-only', '--to', server.url]);
    expect(told).toEqual({
      status: 0,
      stdout: 'SIS import 7: restored\n3 objects back in the former state\n',
      stderr: '',
    });
    await end(['restore', '7', '--unconclude-only', '--to', server.url]);
    expect(bodies).toEqual([
      'batch_mode=true&undelete_only=true&unconclude_only=false',
      'batch_mode=false&undelete_only=false&unconclude_only=true',
    ]);
    expect(server.requests[0]).toBe('PUT /api/v1/accounts/self/sis_imports/7/restore_states');
  });

  it('ends with 1 when some objects could not be restored', async () => {
    const server = await serve(ending('completed', { results: { restored: 3, failed: 1 } }));
    const ended = await end(['restore', '7', '--to', server.url]);
    expect(ended.status).toBe(1);
    expect(ended.stdout).toContain('1 object could not be restored: the messages of the import tell why');
  });
});

describe('stopped', () => {
  it.each([
    ['undo', 'SIGINT', 130, 'was not undone: the undo was stopped, and nothing has changed.'],
    ['restore', 'SIGTERM', 143, 'what had been restored when it was stopped stays so.'],
  ] as const)('%s on %s cancels the work', async (command, signal, status, text) => {
    let message: string | null = null;
    const server = await serve((request, body) => {
      if (request.endsWith('/cancel')) message = new URLSearchParams(body).get('message');
      else if (request.startsWith('GET /api/v1/progress')) running.interrupt(signal);
      if (request.includes('/sis_imports/7') && request.startsWith('GET'))
        return { body: { id: 7, workflow_state: 'imported', progress: 100, data: {} } };
      return { body: progress(message === null ? 'running' : 'failed', { message }) };
    });
    const running = await call([command, '7', '--to', server.url]);
    const ended = await running.ended;
    expect(ended).toMatchObject({ status, stdout: '' });
    expect(ended.stderr).toContain(`SIS import 7 `);
    expect(ended.stderr).toContain(text);
    expect(server.requests).toContain('POST /api/v1/progress/3/cancel');
  });

  it('too late shows what came of it', async () => {
    const results = { removed: 1, put_back: 2, left: 0, obstacles: [] };
    const server = await serve((request) => {
      if (request.startsWith('GET')) running.interrupt('SIGINT');
      return { body: progress(request.endsWith('/cancel') ? 'completed' : 'running', { results }) };
    });
    const running = await call(['undo', '7', '--to', server.url]);
    expect(await running.ended).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('SIS import 7: undone'),
    });
  });
});
