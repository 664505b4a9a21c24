import type { SisImport } from '../../api/index.ts';
import type { AccountContext } from '../reports.ts';
import { hasEnded } from './complete-sis-import.ts';

/** For how long the file is waited for. */
export interface ErrorsFileOptions {
  readonly signal: AbortSignal | undefined;
  /** 60,000 if not given. */
  readonly patience_ms: number | undefined;
}

const PATIENCE_MS = 60_000;
const FIRST_PAUSE_MS = 500;

const hasMessages = ({ workflow_state, processing_errors, processing_warnings }: SisImport) =>
  /with_messages$|^failed$|^aborted$/.test(workflow_state) ||
  (processing_errors?.length ?? 0) + (processing_warnings?.length ?? 0) > 0;

/** Looks at an import until its file of messages is there, and opens it. */
export async function openErrorsFile(
  { connection, openFile }: AccountContext,
  look: () => Promise<SisImport>,
  { signal, patience_ms = PATIENCE_MS }: ErrorsFileOptions,
): Promise<ReadableStream<Uint8Array> | null> {
  let waited_ms = 0;
  for (let pause_ms = FIRST_PAUSE_MS; ; pause_ms *= 2) {
    const state = await look();
    if (state.errors_attachment) return openFile(state.errors_attachment, signal ? { signal } : {});
    const may_come = !hasEnded(state) || hasMessages(state);
    if (!may_come || waited_ms >= patience_ms) return null;
    const rest_ms = Math.min(pause_ms, patience_ms - waited_ms);
    await connection.sleep(rest_ms, signal);
    waited_ms += rest_ms;
  }
}
