import { endpoints, type SisImport } from '../../api/index.ts';
import { type CallOptions, callEndpoint } from '../call-endpoint.ts';
import type { Arguments } from '../encode-arguments.ts';
import { ConnectionError, isPassing, LostUploadError, ThrottledError } from '../errors.ts';
import { pauseAfter } from '../send-patiently.ts';
import type { Connection } from '../send-request.ts';
import type { UploadBody } from '../upload/encode-upload.ts';
import { openUpload } from '../upload/open-upload.ts';
import type { Upload, UploadSource } from '../upload/upload.ts';
import { completeSisImport } from './complete-sis-import.ts';
import {
  type Baseline,
  findLostImports,
  readBaseline,
  traceOf,
  type UploadTrace,
} from './find-lost-import.ts';

/** What happens while an upload is on its way. */
export type SubmitEvent =
  /** It broke off; its import is looked for. */
  | { readonly kind: 'broken'; readonly error: unknown }
  /** No import was made of it: it is sent again. */
  | { readonly kind: 'again'; readonly retry: number }
  /** Its import was there after all. */
  | { readonly kind: 'found'; readonly id: number | string };

export interface SubmitOptions extends CallOptions {
  readonly onEvent?: ((event: SubmitEvent) => void) | undefined;
  /**
   * Called before anything is sent, and waited for: whoever keeps the trace can find the import after a crash, with
   * `findSent`.
   */
  readonly beforeSending?: ((trace: UploadTrace) => Promise<void>) | undefined;
  /** How long an import may take to show up after the connection broke; 30,000 if not given. */
  readonly patience_ms?: number | undefined;
}

// With the pauses between them, and the time to look for what was made, a server may restart meanwhile.
const MAX_RETRIES = 5;
const PATIENCE_MS = 30_000;
const FIRST_LOOK_MS = 1_000;

interface Submission {
  readonly connection: Connection;
  readonly account_id: number | string;
  readonly asked: Arguments;
  readonly source: UploadSource;
  readonly baseline: Baseline;
  readonly options: SubmitOptions;
}

/** Looks for the import of a broken upload, again and again while one may still be made of it. */
async function lookFor(
  { connection, account_id, asked, source, baseline, options }: Submission,
  may_have_arrived: boolean,
): Promise<readonly SisImport[]> {
  const { signal, patience_ms = PATIENCE_MS } = options;
  const patience = may_have_arrived ? patience_ms : 0;
  let waited_ms = 0;
  for (let pause_ms = FIRST_LOOK_MS; ; pause_ms *= 2) {
    const found = await findLostImports(connection, account_id, baseline, asked, source, signal);
    if (found.length > 0 || waited_ms >= patience) return found;
    const rest_ms = Math.min(pause_ms, patience - waited_ms);
    await connection.sleep(rest_ms, signal);
    waited_ms += rest_ms;
  }
}

/** What became of a broken upload: its import, or null when it must be sent again. */
async function recover(
  submission: Submission,
  error: unknown,
  body: UploadBody | null,
): Promise<SisImport | null> {
  const { options, source } = submission;
  options.onEvent?.({ kind: 'broken', error });
  const was_reached = !(error instanceof ConnectionError) || error.was_reached;
  const found = await lookFor(submission, was_reached && (body?.wasReadToEnd() ?? true));
  const [only] = found;
  if (only !== undefined && found.length === 1) {
    options.onEvent?.({ kind: 'found', id: only.id });
    return only;
  }
  const ids = found.map(({ id }) => id);
  if (ids.length > 1) {
    const which = ids.join(' and ');
    throw new LostUploadError(`The upload broke off; its import may be ${which}.`, ids, error);
  }
  if (source.is_repeatable) return null;
  const text = 'The upload broke off and no import was made of it; a stream cannot be sent a second time.';
  throw new LostUploadError(text, [], error);
}

async function send(
  { connection, account_id, asked, source, options }: Submission,
  onBody: (body: UploadBody) => void,
) {
  const values = { ...asked, account_id };
  const { signal } = options;
  return (await callEndpoint(connection, endpoints.createSisImport, values, {
    signal,
    source,
    onBody,
  })) as SisImport;
}

/**
 * Sends an upload and returns the import that was made of it: one, however often the connection breaks. A broken upload
 * is looked up before it is sent again, and all of them carry one Idempotency-Key, which a rollcall server obeys.
 * @throws LostUploadError when it cannot be told what became of it.
 */
export async function submitImport(
  connection: Connection,
  account_id: number | string,
  values: Arguments,
  upload: Upload,
  options: SubmitOptions = {},
): Promise<SisImport> {
  const source = await openUpload(upload);
  const baseline = await readBaseline(connection, account_id, options.signal);
  await options.beforeSending?.(traceOf(baseline, source));
  const asked = { idempotency_key: crypto.randomUUID(), ...values };
  const submission = { connection, account_id, asked, source, baseline, options };
  for (let retry = 1; ; retry++) {
    let body: UploadBody | null = null;
    try {
      return completeSisImport(
        await send(submission, (opened) => {
          body = opened;
        }),
      );
    } catch (error) {
      options.signal?.throwIfAborted();
      // A refusal is an answer, and so is a fault of the server: only of these nobody knows what became of the upload.
      if (error instanceof ThrottledError || !isPassing(error)) throw error;
      const found = await recover(submission, error, body);
      if (found !== null) return completeSisImport(found);
      if (retry > MAX_RETRIES) throw error;
      options.onEvent?.({ kind: 'again', retry });
      await connection.sleep(pauseAfter(retry), options.signal);
    }
  }
}
