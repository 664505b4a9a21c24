import { type ClientConfig, Client as PgClient } from 'pg';
import type { Queryable } from '../queryable.ts';
import type { SisImportState } from './sis-imports.ts';

/** What triggers on `sis_imports` tell; see migration 0012. */
export type ImportEventKind =
  | 'sis_import.created'
  | 'sis_import.state'
  | 'sis_import.progress'
  | 'sis_import.hold'
  | 'sis_import.approved';

/** An event in the life of an import, as it was when it happened. */
export interface ImportEventRow {
  readonly root_account_id: number;
  /** Of the root account: one more than that of the event before it. */
  readonly number: number;
  /** The same wherever and however often the event is told, and no other event's. */
  readonly id: string;
  readonly kind: ImportEventKind;
  readonly sis_import_id: number;
  readonly workflow_state: SisImportState;
  /** 0-100. */
  readonly progress: number;
  readonly counts: Readonly<Record<string, number>> | null;
  readonly created_at: string;
}

const columns =
  'e.root_account_id, e.number, e.id, e.kind, e.sis_import_id, e.workflow_state, e.progress, e.counts, e.created_at';

/** The events of a root account after a number in their order; those of one import when it is given. */
export async function listImportEvents(
  db: Queryable,
  root_account_id: number,
  after: number,
  page: { readonly limit: number; readonly sis_import_id?: number | undefined },
): Promise<readonly ImportEventRow[]> {
  const { rows } = await db.query<ImportEventRow>({
    name: 'list_import_events',
    text: `select ${columns} from sis_import_events e
      where e.root_account_id = $1 and e.number > $2 and ($3::bigint is null or e.sis_import_id = $3)
      order by e.number limit $4`,
    values: [root_account_id, after, page.sis_import_id ?? null, page.limit],
  });
  return rows;
}

/** Which events of a root account can be read. */
export interface EventSpan {
  /** Of the newest event there ever was, 0 before the first. */
  readonly last_number: number;
  /** After which nothing is missing: all events with a higher number are still kept. */
  readonly complete_after: number;
}

/** Says from which number on the events of a root account are complete, and where they end. */
export async function readEventSpan(db: Queryable, root_account_id: number): Promise<EventSpan> {
  const { rows } = await db.query<EventSpan>(
    `select n.last_number, coalesce((select min(e.number) - 1 from sis_import_events e
       where e.root_account_id = n.root_account_id), n.last_number) as complete_after
     from sis_import_event_numbers n where n.root_account_id = $1`,
    [root_account_id],
  );
  return rows[0] ?? { last_number: 0, complete_after: 0 };
}

/** The number of the newest event of an import that is kept, null when none is. */
export async function lastEventOfImport(
  db: Queryable,
  root_account_id: number,
  sis_import_id: number,
): Promise<number | null> {
  const { rows } = await db.query<{ readonly number: number }>(
    `select number from sis_import_events where root_account_id = $1 and sis_import_id = $2
     order by number desc limit 1`,
    [root_account_id, sis_import_id],
  );
  return rows[0]?.number ?? null;
}

/** A session that hears of new events. */
export interface EventEar {
  /** Resolves when the session has ended, whoever ended it. */
  readonly ended: Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens a session of its own that is told the root account of each transaction with new events, once that has
 * committed. LISTEN needs a direct connection, not a transaction pooler.
 */
export async function listenForImportEvents(
  connection: ClientConfig,
  onEvents: (root_account_id: number) => void,
): Promise<EventEar> {
  const client = new PgClient({ ...connection, keepAlive: true, application_name: 'rollcall events' });
  const ended = new Promise<void>((resolve) => {
    client.once('end', () => resolve());
    client.on('error', () => resolve());
  });
  client.on('notification', ({ payload }) => onEvents(Number(payload)));
  try {
    await client.connect();
    await client.query('listen rollcall_sis_import_events');
  } catch (error) {
    await client.end().catch(() => 'gone already');
    throw error;
  }
  return { ended, close: () => client.end() };
}
