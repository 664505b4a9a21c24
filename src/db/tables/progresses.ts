import { onlyRow, type Queryable } from '../queryable.ts';
import { storableText } from '../storable-text.ts';

/** How far some work has come. */
export interface ProgressRow {
  readonly id: number;
  readonly root_account_id: number;
  readonly context_type: string;
  readonly context_id: number;
  readonly user_id: number | null;
  readonly tag: string;
  /** 0-100; null before the work begins. */
  readonly completion: number | null;
  readonly workflow_state: 'queued' | 'running' | 'completed' | 'failed';
  readonly message: string | null;
  readonly results: Readonly<Record<string, unknown>> | null;
  readonly created_at: string;
  readonly updated_at: string;
}

const columns = `p.id, p.root_account_id, p.context_type, p.context_id, p.user_id, p.tag, p.completion, p.workflow_state,
  p.message, p.results, p.created_at, p.updated_at`;

function storable(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? storableText(value) : value;
}

/** Notes some work, in whatever state it is. */
export async function insertProgress(
  db: Queryable,
  made: Omit<ProgressRow, 'id' | 'created_at' | 'updated_at'>,
): Promise<ProgressRow> {
  const { rows } = await db.query<ProgressRow>(
    `insert into progresses as p (root_account_id, context_type, context_id, user_id, tag, completion, workflow_state,
       message, results)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning ${columns}`,
    [
      made.root_account_id,
      made.context_type,
      made.context_id,
      made.user_id,
      made.tag,
      made.completion,
      made.workflow_state,
      made.message === null ? null : storableText(made.message),
      made.results === null ? null : JSON.stringify(made.results, storable),
    ],
  );
  return onlyRow(rows);
}

/** Some work by its number, in whatever tenant it is; null when there is none. */
export async function findProgress(db: Queryable, id: number): Promise<ProgressRow | null> {
  const { rows } = await db.query<ProgressRow>(
    `select ${columns} from root_accounts r
     join progresses p on p.root_account_id = r.root_account_id and p.id = $1`,
    [id],
  );
  return rows[0] ?? null;
}

/** The newest work of a kind on something; null when there was none. */
export async function findNewestProgress(
  db: Queryable,
  about: Pick<ProgressRow, 'root_account_id' | 'context_type' | 'context_id' | 'tag'>,
): Promise<ProgressRow | null> {
  const { rows } = await db.query<ProgressRow>(
    `select ${columns} from progresses p
     where p.root_account_id = $1 and p.context_type = $2 and p.context_id = $3 and p.tag = $4
     order by p.id desc limit 1`,
    [about.root_account_id, about.context_type, about.context_id, about.tag],
  );
  return rows[0] ?? null;
}

/** Lets work that has not ended fail; null when it has. Whoever does the work stops at finding it failed. */
export async function failProgress(
  db: Queryable,
  { root_account_id, id }: Pick<ProgressRow, 'root_account_id' | 'id'>,
  message: string | null,
): Promise<ProgressRow | null> {
  const { rows } = await db.query<ProgressRow>(
    `update progresses p set workflow_state = 'failed', message = coalesce($3, p.message), updated_at = now()
     where p.root_account_id = $1 and p.id = $2 and p.workflow_state in ('queued', 'running') returning ${columns}`,
    [root_account_id, id, message],
  );
  return rows[0] ?? null;
}

/** What a step writes of some work; a field left out stays. */
export interface ProgressStep {
  /** 0-100; it never goes back. */
  readonly completion?: number;
  readonly workflow_state?: ProgressRow['workflow_state'];
  readonly message?: string;
  readonly results?: Readonly<Record<string, unknown>>;
}

/** Takes work one step on; false when it has ended meanwhile, as by a person who stopped it. */
export async function moveProgress(
  db: Queryable,
  { root_account_id, id }: Pick<ProgressRow, 'root_account_id' | 'id'>,
  { completion, workflow_state, message, results }: ProgressStep,
): Promise<boolean> {
  const { rowCount } = await db.query(
    `update progresses set completion = greatest(completion, $3), workflow_state = coalesce($4, workflow_state),
       message = coalesce($5, message), results = coalesce($6, results), updated_at = clock_timestamp()
     where root_account_id = $1 and id = $2 and workflow_state in ('queued', 'running')`,
    [
      root_account_id,
      id,
      completion ?? null,
      workflow_state ?? null,
      message === undefined ? null : storableText(message),
      results === undefined ? null : JSON.stringify(results, storable),
    ],
  );
  return rowCount === 1;
}

/** Work that its worker begins, its row locked: the state that it was in, null when it has ended meanwhile. */
export async function lockProgress(
  client: Queryable,
  { root_account_id, id }: Pick<ProgressRow, 'root_account_id' | 'id'>,
): Promise<'queued' | 'running' | null> {
  const { rows } = await client.query<{ workflow_state: 'queued' | 'running' }>(
    `select workflow_state from progresses
     where root_account_id = $1 and id = $2 and workflow_state in ('queued', 'running') for update`,
    [root_account_id, id],
  );
  return rows[0]?.workflow_state ?? null;
}
