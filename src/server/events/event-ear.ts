import type { FastifyBaseLogger } from 'fastify';
import { type Database, type EventEar, listenForImportEvents } from '../../db/index.ts';

/** A session that hears of new events, opened when it is first wanted and again whenever it breaks. */
export interface Ear {
  /** Resolves once the session listens, rejects when it cannot be opened now. */
  open(): Promise<void>;
  close(): Promise<void>;
}

const LISTEN_AGAIN_MS = 1_000;

/** Makes an ear; `onAgain` is called when it hears again after a time in which it did not. */
export function createEar(
  connection: Database['connection'],
  calls: { readonly onEvents: (root_account_id: number) => void; readonly onAgain: () => void },
  log?: Pick<FastifyBaseLogger, 'warn'>,
): Ear {
  let session: Promise<EventEar> | null = null;
  let pause: NodeJS.Timeout | undefined;
  let closed = false;

  function listenAgain(): void {
    session = null;
    if (closed) return;
    pause = setTimeout(() => {
      listen().then(calls.onAgain, () => 'tried again after a pause');
    }, LISTEN_AGAIN_MS).unref();
  }

  function listen(): Promise<EventEar> {
    if (session !== null) return session;
    clearTimeout(pause);
    const opening = listenForImportEvents(connection, calls.onEvents);
    session = opening;
    opening.then(
      ({ ended }) => ended.then(listenAgain),
      (err: unknown) => {
        log?.warn({ err }, 'could not listen for events of imports');
        listenAgain();
      },
    );
    return opening;
  }

  return {
    async open() {
      await listen();
    },
    async close() {
      closed = true;
      clearTimeout(pause);
      const open = await session?.catch(() => null);
      await open?.close();
    },
  };
}
