import { PassThrough, type Readable } from 'node:stream';
import type { ImportEventRow } from '../../db/index.ts';
import { presentImportEvent } from '../presenters/present-import-event.ts';

// What may wait in memory for a caller before it is served at its own pace.
const BEHIND_BYTES = 128 * 1024;

/** One caller's stream of events. */
export interface EventStream {
  readonly root_account_id: number;
  /** Null: those of all imports. */
  readonly sis_import_id: number | null;
  /** What is sent as the answer's body. */
  readonly body: Readable;
  readonly opened_at: number;
  /** The number up to which nothing is missing. */
  position: number;
  /** Sends an event that the stream has not had and is about its import; others pass unseen. */
  offer(event: ImportEventRow): void;
  /** Sends a sign of life, or anything else but an event. */
  write(text: string): void;
  /** Whether much of what was written has not been taken yet. */
  isBehind(): boolean;
  /** Resolves as soon as the caller has taken most of what was written, or is gone, or the stream ends. */
  drained(): Promise<void>;
  end(): void;
}

/** An event in the form of server-sent events. */
export function formatEvent(event: ImportEventRow): string {
  const data = JSON.stringify(presentImportEvent(event));
  return `id: ${event.number}\nevent: ${event.kind}\ndata: ${data}\n\n`;
}

/** Opens a stream at a position. */
export function createEventStream(
  made: Pick<EventStream, 'root_account_id' | 'sis_import_id' | 'position'>,
): EventStream {
  const body = new PassThrough();
  let goOn = (): void => {};
  body.on('drain', () => goOn()).on('close', () => goOn());
  const write = (text: string): void => {
    if (!body.writableEnded && !body.destroyed) body.write(text);
  };
  return {
    ...made,
    body,
    opened_at: performance.now(),
    offer(event) {
      if (event.number <= this.position) return;
      this.position = event.number;
      if (this.sis_import_id === null || this.sis_import_id === event.sis_import_id)
        write(formatEvent(event));
    },
    write,
    isBehind: () => body.writableLength + body.readableLength > BEHIND_BYTES,
    async drained() {
      if (!body.writableNeedDrain || body.writableEnded || body.destroyed) return;
      await new Promise<void>((resolve) => {
        goOn = resolve;
      });
    },
    end() {
      body.end();
      goOn();
    },
  };
}
