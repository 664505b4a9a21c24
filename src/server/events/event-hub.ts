import { Readable } from 'node:stream';
import type { FastifyBaseLogger } from 'fastify';
import { type Database, lastEventOfImport, listImportEvents, readEventSpan } from '../../db/index.ts';
import type { Limits } from '../context.ts';
import { createEar } from './event-ear.ts';
import { createEventStream, type EventStream } from './event-stream.ts';
import { createPlaces } from './stream-places.ts';

/** What a caller wants to hear. */
export interface EventWish {
  readonly root_account_id: number;
  /** Null: all imports. */
  readonly sis_import_id: number | null;
  /** The last event that the caller knows, null when it knows none. */
  readonly last_event_id: number | null;
}

/** Tells the callers of one server what becomes of imports, whichever process runs them. */
export interface EventHub {
  /** Opens a stream of server-sent events. Throws when the root account has too many. */
  open(wish: EventWish): Promise<Readable>;
  /** Ends all streams, which their callers can take up again at another server. */
  close(): Promise<void>;
}

/** The streams of one root account that are up to date, and the number up to which they are. */
interface Tenant {
  readonly streams: Set<EventStream>;
  cursor: number;
  stale: boolean;
  reading: boolean;
}

const PAGE = 200;
// After an end or a break callers come back at once: what they miss meanwhile is kept.
const HELLO = 'retry: 1000\n\n';
const HEARTBEAT = ': still here\n\n';

/**
 * Makes a hub. It has one session that hears of new events, from the first stream on, and reads them once for all
 * streams of a root account. What a notice failed to tell is found with the next heartbeat.
 */
export function createEventHub(
  { pool, connection }: Pick<Database, 'pool' | 'connection'>,
  limits: Pick<Limits, 'event_streams' | 'event_heartbeat_ms' | 'event_stream_ms'>,
  log?: Pick<FastifyBaseLogger, 'warn'>,
): EventHub {
  const tenants = new Map<number, Tenant>();
  /** All streams, those too that are not up to date yet. */
  const opened = new Set<EventStream>();
  const places = createPlaces(limits.event_streams);
  const ear = createEar(connection, { onEvents: wake, onAgain: wakeAll }, log);
  let heartbeat: NodeJS.Timeout | undefined;
  /** Reads under way, for which a close waits: after it the database is closed. */
  const reads = new Set<Promise<void>>();
  let closed = false;

  function finish(reading: Promise<void>): void {
    reads.add(reading);
    reading.finally(() => reads.delete(reading));
  }

  function wake(root_account_id: number): void {
    const tenant = tenants.get(root_account_id);
    if (tenant === undefined) return;
    tenant.stale = true;
    if (!tenant.reading) finish(read(root_account_id, tenant));
  }

  function wakeAll(): void {
    for (const root_account_id of tenants.keys()) wake(root_account_id);
  }

  /** Reads what is new until nothing is, and offers it to every stream. Numbers come in their order, without gaps. */
  async function read(root_account_id: number, tenant: Tenant): Promise<void> {
    tenant.reading = true;
    try {
      while (tenant.stale && tenant.streams.size > 0 && !closed) {
        tenant.stale = false;
        for (let full = true; full; ) {
          const events = await listImportEvents(pool, root_account_id, tenant.cursor, { limit: PAGE });
          for (const event of events) {
            tenant.cursor = event.number;
            for (const stream of tenant.streams) stream.offer(event);
          }
          for (const stream of tenant.streams) if (stream.isBehind()) letLag(tenant, stream);
          full = events.length === PAGE && tenant.streams.size > 0 && !closed;
        }
      }
    } catch (err) {
      log?.warn({ err, root_account_id }, 'could not read events of imports; tried again with the heartbeat');
    } finally {
      tenant.reading = false;
    }
  }

  function beat(): void {
    const now = performance.now();
    for (const stream of opened) {
      const is_served = tenants.get(stream.root_account_id)?.streams.has(stream) ?? false;
      if (now - stream.opened_at < limits.event_stream_ms) {
        if (is_served) stream.write(HEARTBEAT);
      } else if (is_served) stream.end();
      // A caller who does not read would not see the end, either.
      else stream.body.destroy();
    }
    wakeAll();
  }

  /** Where a stream begins, and whether something between there and what the caller knows is lost. */
  async function findStart(wish: EventWish): Promise<{ position: number; is_gap: boolean }> {
    const { root_account_id, sis_import_id, last_event_id } = wish;
    const { last_number, complete_after } = await readEventSpan(pool, root_account_id);
    if (last_event_id !== null) {
      // One that is yet to come is of another database, or of this one before it was put back.
      const is_gap = last_event_id < complete_after || last_event_id > last_number;
      return { position: is_gap ? complete_after : last_event_id, is_gap };
    }
    const latest =
      sis_import_id === null ? null : await lastEventOfImport(pool, root_account_id, sis_import_id);
    return { position: latest === null ? last_number : latest - 1, is_gap: false };
  }

  /** Sends what the stream has not had, and lets it join the others at the moment when that is nothing more. */
  async function catchUp(stream: EventStream): Promise<void> {
    const { root_account_id, sis_import_id } = stream;
    while (!stream.body.destroyed && !closed) {
      const { last_number } = await readEventSpan(pool, root_account_id);
      for (let full = true; full && !stream.body.destroyed && !closed; ) {
        const page = { limit: PAGE, ...(sis_import_id === null ? {} : { sis_import_id }) };
        const events = await listImportEvents(pool, root_account_id, stream.position, page);
        for (const event of events) stream.offer(event);
        await stream.drained();
        full = events.length === PAGE;
      }
      stream.position = Math.max(stream.position, last_number);
      const tenant = tenants.get(root_account_id);
      // Whoever joins behind the others would miss what they have just had.
      if (tenant !== undefined && stream.position < tenant.cursor) continue;
      if (!stream.body.destroyed && !closed) join(stream);
      return;
    }
  }

  function join(stream: EventStream): void {
    const { root_account_id, position } = stream;
    const tenant = tenants.get(root_account_id) ?? {
      streams: new Set<EventStream>(),
      cursor: position,
      stale: false,
      reading: false,
    };
    tenants.set(root_account_id, tenant);
    tenant.streams.add(stream);
    wake(root_account_id);
  }

  function part(tenant: Tenant, stream: EventStream): void {
    const { root_account_id } = stream;
    tenant.streams.delete(stream);
    if (tenant.streams.size === 0 && tenants.get(root_account_id) === tenant) tenants.delete(root_account_id);
  }

  /** Serves a caller who is slow at its own pace, so that what waits for it stays in the database. */
  function letLag(tenant: Tenant, stream: EventStream): void {
    part(tenant, stream);
    serve(stream);
  }

  function serve(stream: EventStream): void {
    finish(
      catchUp(stream).catch((err: unknown) => {
        log?.warn({ err, root_account_id: stream.root_account_id }, 'an event stream could not be served');
        stream.end();
      }),
    );
  }

  return {
    async open(wish) {
      // Whoever is told to come back finds another server, or this one when it has started again.
      if (closed) return Readable.from([HELLO]);
      const { root_account_id, sis_import_id } = wish;
      const leave = places.take(root_account_id);
      try {
        await ear.open();
        const { position, is_gap } = await findStart(wish);
        const stream = createEventStream({ root_account_id, sis_import_id, position });
        opened.add(stream);
        stream.body.once('close', () => {
          leave();
          opened.delete(stream);
          const tenant = tenants.get(root_account_id);
          if (tenant !== undefined) part(tenant, stream);
        });
        heartbeat ??= setInterval(beat, limits.event_heartbeat_ms).unref();
        stream.write(HELLO);
        if (is_gap) stream.write(`id: ${position}\nevent: gap\ndata: {"number":${position}}\n\n`);
        serve(stream);
        if (closed) stream.end();
        return stream.body;
      } catch (error) {
        leave();
        throw error;
      }
    },
    async close() {
      closed = true;
      clearInterval(heartbeat);
      for (const stream of opened) {
        // A caller who does not read would not see the end.
        if (stream.isBehind()) stream.body.destroy();
        else stream.end();
      }
      await Promise.all([ear.close(), ...reads]);
    },
  };
}
