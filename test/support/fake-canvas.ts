import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it arrived. */
export interface CanvasRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/** An answer instead of the usual one; `cut`: none, the connection ends; `unanswered`: all is done, and nobody told. */
export type CanvasReply =
  | { readonly status?: number; readonly headers?: Record<string, string>; readonly body?: unknown }
  | 'cut'
  | 'unanswered';

type Fields = Record<string, unknown>;

/** An import as Canvas shows it right after its creation, key by key. */
export function canvasImport(id: number, changes: Fields = {}): Fields {
  return {
    id,
    created_at: '2022-02-04T18:31:06Z',
    started_at: null,
    ended_at: null,
    updated_at: '2022-02-04T18:31:06Z',
    progress: 0,
    workflow_state: 'created',
    data: { import_type: 'instructure_csv' },
    batch_mode: null,
    batch_mode_term_id: null,
    multi_term_batch_mode: null,
    override_sis_stickiness: null,
    add_sis_stickiness: null,
    update_sis_id_if_login_claimed: false,
    clear_sis_stickiness: null,
    diffing_data_set_identifier: null,
    diffing_remaster: null,
    diffed_against_import_id: null,
    diffing_drop_status: null,
    diffing_user_remove_status: null,
    skip_deletes: false,
    change_threshold: null,
    diff_row_count_threshold: null,
    user: { id: 75, name: 'Ada Byron', sortable_name: 'Byron, Ada', short_name: 'Ada', login_id: 'ada' },
    ...changes,
  };
}

/** The answers of Canvas that are no objects, as they were seen. */
export const canvasReplies = {
  throttled_403: {
    status: 403,
    headers: { 'content-type': 'text/plain', 'x-rate-limit-remaining': '0.0', 'x-request-cost': '0.0' },
    body: '403 Forbidden (Rate Limit Exceeded)\n',
  },
  throttled_429: {
    status: 429,
    headers: { 'content-type': 'text/plain', 'retry-after': '3', 'x-rate-limit-remaining': '0.0' },
    body: '429 Too Many Requests (Rate Limit Exceeded)\n',
  },
  unauthorized_401: {
    status: 401,
    body: {
      status: 'unauthorized',
      errors: [{ message: 'user not authorized to perform that action' }],
    },
  },
  unauthorized_403: {
    status: 403,
    body: { status: 'unauthorized', errors: [{ message: 'user not authorized to perform that action' }] },
  },
  invalid_token: {
    status: 401,
    headers: { 'www-authenticate': 'Bearer realm="canvas-lms"' },
    body: { errors: [{ message: 'Invalid access token.' }] },
  },
  server_fault: {
    status: 500,
    body: {
      errors: [{ message: 'An error occurred.', error_code: 'internal_server_error' }],
      error_report_id: 4711,
    },
  },
} as const satisfies Record<string, CanvasReply>;

/** A server that speaks like Canvas, as far as a script tells it to. */
export interface FakeCanvas {
  readonly url: string;
  readonly requests: CanvasRequest[];
  /** `GET /path`, without queries. */
  readonly calls: () => readonly string[];
  /** What it has made of uploads. */
  readonly imports: Fields[];
  /** Answers the next requests that fit, in this order, before the usual answers. */
  next(fits: RegExp, ...replies: readonly CanvasReply[]): void;
  /** The states an import shows, one a look; the last one stays. */
  play(...states: readonly Fields[]): void;
  close(): Promise<void>;
}

async function collect(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

function answer(response: ServerResponse, reply: Exclude<CanvasReply, 'unanswered'>): void {
  if (reply === 'cut') {
    response.destroy();
    return;
  }
  const { status = 200, headers = {}, body } = reply;
  const text = typeof body === 'string' ? body : JSON.stringify(body ?? {});
  const type = typeof body === 'string' ? 'text/plain' : 'application/json; charset=utf-8';
  response.writeHead(status, { 'content-type': type, connection: 'close', ...headers }).end(text);
}

async function readOptions({ headers, body }: CanvasRequest): Promise<Fields> {
  const type = headers['content-type'] ?? '';
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
  const shown = Object.keys(canvasImport(0));
  return Object.fromEntries(
    [...form]
      .filter(([name]) => shown.includes(name))
      .map(([name, value]) => [name, value === 'true' ? true : value === 'false' ? false : value]),
  );
}

/** Starts it. */
export async function openFakeCanvas(): Promise<FakeCanvas> {
  const requests: CanvasRequest[] = [];
  const imports: Fields[] = [];
  const scripts: { readonly fits: RegExp; readonly reply: CanvasReply }[] = [];
  let states: readonly Fields[] = [];

  async function usual(request: CanvasRequest): Promise<Exclude<CanvasReply, 'unanswered'>> {
    const [path = '', query = ''] = request.url.split('?');
    const name = `${request.method} ${path}`;
    if (name === 'GET /api/v1/users/self') return { body: { id: 75, name: 'Ada Byron' } };
    if (/^POST .*\/sis_imports$/.test(name)) {
      const created_at = new Date().toISOString().replace(/\.\d+/, '');
      const made = canvasImport(147 + imports.length, { created_at, ...(await readOptions(request)) });
      imports.unshift(made);
      return { body: made };
    }
    if (/^GET .*\/sis_imports$/.test(name)) {
      const since = new URLSearchParams(query).get('created_since');
      const newer = imports.filter(
        ({ created_at }) => since === null || Date.parse(String(created_at)) > Date.parse(since),
      );
      return { body: { sis_imports: newer } };
    }
    if (/^GET .*\/sis_imports\/\d+$/.test(name)) {
      const [state = {}, ...rest] = states;
      if (rest.length > 0) states = rest;
      return { body: { ...canvasImport(Number(path.split('/').at(-1))), ...state } };
    }
    return { status: 404, body: { errors: [{ message: 'The specified resource does not exist.' }] } };
  }

  const server = createServer(async (incoming, response) => {
    const { method = '', url = '', headers } = incoming;
    const body = await collect(incoming).catch(() => null);
    // Who sends half a request gets no answer.
    if (body === null) return response.destroy();
    const request = { method, url, headers, body };
    requests.push(request);
    const at = scripts.findIndex(({ fits }) => fits.test(`${method} ${url}`));
    const [script] = at < 0 ? [] : scripts.splice(at, 1);
    if (script?.reply === 'unanswered') return void (await usual(request));
    answer(response, script?.reply ?? (await usual(request)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    imports,
    calls: () => requests.map(({ method, url }) => `${method} ${url.split('?')[0]}`),
    next: (fits, ...replies) => scripts.push(...replies.map((reply) => ({ fits, reply }))),
    play(...shown) {
      states = shown;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
