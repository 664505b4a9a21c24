import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { eventually } from '../../../test/support/eventually.ts';
import { createRosterFactory } from '../../../test/support/roster-factory.ts';
import { unzip } from '../../../test/support/unzip.ts';
import { type AccountReportRow, insertAccountReport } from '../../db/index.ts';
import { JobLost, startQueue } from '../../queue/index.ts';
import type { Storage } from '../../storage/index.ts';
import { enqueueReport, makeRunReport, run_report_task } from './run-report.ts';

const ENROLLMENTS = 50_000;
const log = { debug: ignore, info: ignore, warn: ignore, error: ignore };

let database: TestDatabase;
/** What the storage holds. */
let stored: Map<string, Buffer>;
let storage: Storage;

beforeAll(async () => {
  database = await createTestDatabase();
  const school = await createRosterFactory(database.pool);
  const section = await school.section(await school.course({ sis_id: 'C1' }), { sis_id: 'S1' });
  await database.pool.query(
    `with people as (
       insert into users (root_account_id, name, sortable_name)
       select 1, repeat('Ada ', 10), 'Ada' from generate_series(1, $1) returning id
     ), logins as (
       insert into pseudonyms (root_account_id, user_id, unique_id, sis_id)
       select 1, id, 'u' || id, 'U' || id from people returning id, user_id
     )
     insert into enrollments (root_account_id, user_id, course_id, course_section_id, type, role_id, sis_pseudonym_id)
     select 1, user_id, course_id, s.id, 'StudentEnrollment', $3, logins.id
     from logins, course_sections s where s.id = $2`,
    [ENROLLMENTS, section, school.role_ids.StudentEnrollment],
  );
});

afterAll(() => database.close());

beforeEach(() => {
  stored = new Map();
  storage = {
    write: async (key, data) => {
      const chunks: Buffer[] = [];
      for await (const chunk of data) chunks.push(chunk);
      stored.set(key, Buffer.concat(chunks));
      return { size_bytes: Buffer.concat(chunks).length };
    },
    read: async (key) => Readable.from([stored.get(key)]),
    withLocalFile: () => Promise.reject(new Error('not here')),
    remove: async (key) => {
      stored.delete(key);
    },
  };
});

const insert = (parameters: Record<string, unknown>, report = 'sis_export_csv') =>
  insertAccountReport(database.pool, {
    root_account_id: 1,
    account_id: 1,
    user_id: null,
    report,
    parameters,
  });

async function read(id: number): Promise<AccountReportRow> {
  const { rows } = await database.pool.query<AccountReportRow>(
    'select * from account_reports where id = $1',
    [id],
  );
  return rows[0]!;
}

interface RunOptions {
  readonly signal?: AbortSignal;
  readonly hold?: () => Promise<void>;
}

/** Runs the task in this process, as the queue would. */
function run({ id }: AccountReportRow, { signal, hold }: RunOptions = {}): Promise<void> {
  const task = makeRunReport({ database, storage, log, watch_ms: 10 });
  const context = { signal: signal ?? new AbortController().signal, hold: hold ?? (async () => {}) };
  return task({ root_account_id: 1, id }, context);
}

/** Reads a stream until somebody else does something about it. */
async function sipUntil(data: Readable, done: () => boolean): Promise<{ size_bytes: number }> {
  let size_bytes = 0;
  for await (const chunk of data) {
    size_bytes += chunk.length;
    while (!done()) await delay(5);
  }
  return { size_bytes };
}

describe('a report', () => {
  it('of many rows is written row by row, alone as CSV and with others as zip', async () => {
    const alone = await insert({ enrollments: true });
    await run(alone);
    const csv = stored.get(`reports/1/${alone.id}.csv`)!.toString();
    expect(csv.trimEnd().split('\n')).toHaveLength(ENROLLMENTS + 1);
    expect(await read(alone.id)).toMatchObject({
      status: 'complete',
      progress: 100,
      current_line: ENROLLMENTS,
    });

    const both = await insert({ users: true, enrollments: true });
    await run(both);
    const files = await unzip(stored.get(`reports/1/${both.id}.zip`)!);
    expect(Object.keys(files)).toEqual(['users.csv', 'enrollments.csv']);
    expect(files['enrollments.csv']).toBe(csv);
    expect(await read(both.id)).toMatchObject({ current_line: 2 * ENROLLMENTS });
  });

  it('does not run ahead of the storage', async () => {
    let passed = 0;
    let most = 0;
    storage = {
      ...storage,
      write: async (_key, data) => {
        for await (const chunk of data) {
          passed += chunk.length;
          most = Math.max(most, data.readableLength);
          if (passed < 500_000) await delay(1);
        }
        return { size_bytes: passed };
      },
    };
    await run(await insert({ enrollments: true }));
    expect(passed).toBeGreaterThan(1_500_000);
    expect(most).toBeLessThan(500_000);
  });

  it('fits together: what changes while it is written is in none of its files', async () => {
    const report = await insert({ users: true, enrollments: true });
    storage = {
      ...storage,
      write: async (key, data) => {
        const chunks: Buffer[] = [];
        for await (const chunk of data) {
          if (chunks.length === 0)
            await database.pool.query(
              `update enrollments set workflow_state = case workflow_state when 'active' then 'inactive' else 'active' end`,
            );
          chunks.push(chunk);
        }
        stored.set(key, Buffer.concat(chunks));
        return { size_bytes: 0 };
      },
    };
    await run(report);
    const files = await unzip(stored.get(`reports/1/${report.id}.zip`)!);
    expect(files['enrollments.csv']).not.toContain('inactive');
    await database.pool.query(`update enrollments set workflow_state = 'active'`);
  });

  it('notes how far it is while it runs', async () => {
    const report = await insert({ terms: true, enrollments: true });
    let seen: AccountReportRow | undefined;
    storage = {
      ...storage,
      write: async (_key, data) => {
        const reading = sipUntil(data, () => seen !== undefined);
        seen = await eventually(async () => {
          const now = await read(report.id);
          return now.progress > 0 ? now : undefined;
        });
        return reading;
      },
    };
    await run(report);
    expect(seen).toMatchObject({
      status: 'running',
      progress: 49,
      ended_at: null,
      started_at: expect.any(String),
    });
  });

  it.each(['aborted', 'deleted'])('that is %s while it runs stops and keeps nothing', async (status) => {
    const report = await insert({ enrollments: true });
    let broke_off = false;
    storage = {
      ...storage,
      write: async (_key, data) => {
        await database.pool.query('update account_reports set status = $2 where id = $1', [
          report.id,
          status,
        ]);
        return sipUntil(data, () => data.destroyed).catch((error) => {
          broke_off = true;
          throw error;
        });
      },
    };
    await run(report);
    expect(broke_off).toBe(true);
    expect(await read(report.id)).toMatchObject({ status, stored_file_id: null });
  });

  it('that is aborted at the last moment keeps no file either', async () => {
    const report = await insert({ terms: true });
    const abort = `update account_reports set status = 'aborted' where id = ${report.id}`;
    await run(report, { hold: () => database.pool.query(abort).then(() => {}) });
    expect(await read(report.id)).toMatchObject({ status: 'aborted', stored_file_id: null });
    expect([...stored.keys()]).toEqual([]);
    const { rowCount } = await database.pool.query('select from stored_files where display_name like $1', [
      `%_${report.id}.csv`,
    ]);
    expect(rowCount).toBe(0);
  });

  it('whose file cannot be stored ends in an error', async () => {
    const report = await insert({ users: true, enrollments: true });
    storage = {
      ...storage,
      write: async (_key, data) => {
        for await (const _chunk of data) throw new Error('no space left');
        return { size_bytes: 0 };
      },
    };
    await run(report);
    expect(await read(report.id)).toMatchObject({ status: 'error', message: expect.any(String) });
  });

  it('whose connection breaks ends in an error', async () => {
    const report = await insert({ users: true, enrollments: true });
    // Held back by a lock, so that it cannot end before its connection does.
    const holder = await database.pool.connect();
    await holder.query('begin; lock table enrollments');
    const ending = eventually(async () => {
      const { rowCount } = await database.pool.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and query like 'copy%' and wait_event_type = 'Lock'`,
      );
      return (rowCount ?? 0) > 0;
    }).finally(() => holder.query('rollback'));
    await run(report);
    await ending;
    holder.release();
    expect((await read(report.id)).status).toBe('error');
  });

  it('in a process that ends is given back, and run again from the beginning', async () => {
    const report = await insert({ enrollments: true });
    const ending = new AbortController();
    const whole = storage;
    storage = {
      ...whole,
      write: async (_key, data) => {
        ending.abort(new Error('the worker ends'));
        return sipUntil(data, () => data.destroyed);
      },
    };
    await expect(run(report, { signal: ending.signal })).rejects.toThrow();
    const between = await read(report.id);
    expect(between).toMatchObject({ status: 'running', ended_at: null });
    storage = whole;
    await run(report);
    const after = await read(report.id);
    expect(after).toMatchObject({
      status: 'complete',
      current_line: ENROLLMENTS,
      started_at: between.started_at,
    });
  });

  it('that another worker has by now is left to it', async () => {
    const report = await insert({ terms: true });
    const lost = new JobLost('another has it');
    await expect(run(report, { hold: () => Promise.reject(lost) })).rejects.toBe(lost);
    expect((await read(report.id)).status).toBe('running');
    expect([...stored.keys()]).toEqual([`reports/1/${report.id}.csv`]);
  });

  it('that has ended is not run again', async () => {
    const report = await insert({ terms: true });
    await run(report);
    const { ended_at } = await read(report.id);
    stored.clear();
    await run(report);
    expect(stored.size).toBe(0);
    expect((await read(report.id)).ended_at).toBe(ended_at);
  });

  it('shows times in the zone of its account, else in that of the root account', async () => {
    await database.pool.query(`update accounts set default_time_zone = 'America/Denver' where id = 1`);
    const { rows } = await database.pool.query(
      `insert into accounts (root_account_id, parent_account_id, name, default_time_zone)
       values (1, 1, 'Here', 'Asia/Tokyo'), (1, 1, 'There', null) returning id`,
    );
    await database.pool.query(
      `insert into enrollment_terms (root_account_id, name, sis_id, start_at) values (1, 'F', 'F', '2026-09-01T06:00Z')`,
    );
    const zoneIn = async (account_id: number) => {
      const { id } = await insert({ terms: true });
      await database.pool.query('update account_reports set account_id = $2 where id = $1', [id, account_id]);
      await run(await read(id));
      return /F,active,([^,]*)/.exec(stored.get(`reports/1/${id}.csv`)!.toString())?.[1];
    };
    expect(await zoneIn(1)).toBe('2026-09-01T00:00:00-06:00');
    expect(await zoneIn(rows[0].id)).toBe('2026-09-01T15:00:00+09:00');
    expect(await zoneIn(rows[1].id)).toBe('2026-09-01T00:00:00-06:00');
  });

  it('of the same content has the same bytes', async () => {
    const digests = new Set<string>();
    for (let times = 0; times < 2; times++) {
      const { id } = await insert({ enrollments: true });
      await run(await read(id));
      digests.add(
        createHash('sha256')
          .update(stored.get(`reports/1/${id}.csv`)!)
          .digest('hex'),
      );
      await database.pool.query('update enrollments set updated_at = now() where id % 7 = 0');
    }
    expect(digests.size).toBe(1);
  });
});

it('reports that are queued are run', async () => {
  const tasks = { [run_report_task]: makeRunReport({ database, storage, log }) };
  const queue = await startQueue({ connection: database.connection, tasks, concurrency: 2, log });
  try {
    const made = [await insert({ terms: true }), await insert({ accounts: true }, 'provisioning_csv')];
    for (const report of made) await enqueueReport(database.pool, report);
    for (const { id } of made) await eventually(async () => (await read(id)).status === 'complete');
  } finally {
    await queue.stop();
  }
});

function ignore(): void {
  // The tests look at what happens, not at what is said about it.
}
