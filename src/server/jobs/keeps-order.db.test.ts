import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { eventually } from '../../../test/support/eventually.ts';
import { removeFolder } from '../../../test/support/remove-folder.ts';
import { type Client, createClient } from '../../client/index.ts';
import { type RunningServer, startServer } from '../index.ts';

let database: TestDatabase;
let folder: string;
let server: RunningServer;
let client: Client;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rollcall-order-'));
  database = await createTestDatabase();
  await database.pool.query(`
    create table faults (sis_id text, times int not null, code text not null);
    create sequence fault_count;
    create function break_term() returns trigger language plpgsql as $$
    declare f faults;
    begin
      select * into f from faults where sis_id = new.sis_id;
      -- Counts on although the transaction is taken back.
      if found and nextval('fault_count') <= f.times then
        raise exception 'out of order' using errcode = f.code;
      end if;
      return new;
    end $$;
    create trigger break_term before insert on enrollment_terms for each row execute function break_term()`);
  const place = { database_url: database.url, data_dir: folder };
  server = await startServer({ ...place, port: 0, host: '127.0.0.1', workers: 1 });
  client = createClient({ base_url: server.url, token: server.token });
});
afterAll(async () => {
  await server.close();
  removeFolder(folder);
  await database.close();
});
beforeEach(async () => {
  await database.pool.query('truncate faults; alter sequence fault_count restart');
});

let made = 0;

/** An import of one new term. */
async function create() {
  made += 1;
  const content = new TextEncoder().encode(`term_id,name,status\nT${made},Term ${made},active\n`);
  const { id } = await client.createSisImport({ account_id: 1, attachment: { name: 'terms.csv', content } });
  return { id, sis_id: `T${made}` };
}

const stateOf = async (id: number) => (await client.showSisImport({ account_id: 1, id })).workflow_state;
const untilState = (id: number, state: string) => eventually(async () => (await stateOf(id)) === state);

async function tries(): Promise<number> {
  const { rows } = await database.pool.query<{ tries: number }>(
    'select case when is_called then last_value::int else 0 end as tries from fault_count',
  );
  return rows[0]?.tries ?? 0;
}

/** The rows of the next import's term raise a fault, so many times. */
async function breakNext(times: number, code: string): Promise<void> {
  await database.pool.query('insert into faults values ($1, $2, $3)', [`T${made + 1}`, times, code]);
}

/** In which order the work was done. */
async function expectInOrder(broken: number, next: number, undo: number): Promise<void> {
  const { rows } = await database.pool.query(
    `select b.ended_at <= n.started_at as next_after, b.ended_at <= p.updated_at as undo_after
     from sis_imports b, sis_imports n, progresses p where b.id = $1 and n.id = $2 and p.id = $3`,
    [broken, next, undo],
  );
  expect(rows).toEqual([{ next_after: true, undo_after: true }]);
}

async function activeTerms(): Promise<readonly string[]> {
  const { rows } = await database.pool.query<{ sis_id: string }>(
    `select sis_id from enrollment_terms where sis_id is not null and workflow_state = 'active'`,
  );
  return rows.map(({ sis_id }) => sis_id);
}

describe('an import that waits for another try', () => {
  test('after an outage is passed neither by the next import, nor by the undo of an earlier one', async () => {
    const earlier = await create();
    await untilState(earlier.id, 'imported');
    await breakNext(1_000_000, '57P01');
    const broken = await create();
    await eventually(async () => (await tries()) >= 1);
    const next = await create();
    const undo = await client.undoSisImport({ account_id: 1, id: earlier.id });
    // Both were in the queue before these tries.
    const before = await tries();
    await eventually(async () => (await tries()) >= before + 2);
    expect([await stateOf(broken.id), await stateOf(next.id), await stateOf(earlier.id)]).toEqual([
      'importing',
      'created',
      'restoring',
    ]);
    expect((await client.showProgress({ id: undo.id })).workflow_state).toBe('queued');
    await database.pool.query('truncate faults');
    for (const { id } of [broken, next]) await untilState(id, 'imported');
    await untilState(earlier.id, 'restored');
    await expectInOrder(broken.id, next.id, undo.id);
    const terms = await activeTerms();
    expect([terms.includes(earlier.sis_id), terms.includes(broken.sis_id)]).toEqual([false, true]);
  });

  test('after a fault of the server is not passed, either, and the others go on when it fails', async () => {
    const earlier = await create();
    await untilState(earlier.id, 'imported');
    await breakNext(1_000_000, 'P0001');
    const broken = await create();
    await eventually(async () => (await tries()) >= 2);
    const next = await create();
    const undo = await client.undoSisImport({ account_id: 1, id: earlier.id });
    await untilState(broken.id, 'failed_with_messages');
    await untilState(next.id, 'imported');
    await untilState(earlier.id, 'restored');
    expect(await tries()).toBe(6);
    await expectInOrder(broken.id, next.id, undo.id);
  });
});

test('putting back that waits for another try is passed by no other putting back, and by no import', async () => {
  const [first, second] = [await create(), await create()];
  for (const { id } of [first, second]) await untilState(id, 'imported');
  await database.pool.query(`
    create function break_deletion() returns trigger language plpgsql as $$
    begin
      perform nextval('fault_count');
      raise exception 'out of order' using errcode = '57P01';
    end $$;
    create trigger break_deletion before delete on enrollment_terms for each row
      when (old.sis_id = '${first.sis_id}') execute function break_deletion()`);
  const broken = await client.undoSisImport({ account_id: 1, id: first.id });
  await eventually(async () => (await tries()) >= 1);
  const other = await client.undoSisImport({ account_id: 1, id: second.id });
  const next = await create();
  const before = await tries();
  await eventually(async () => (await tries()) >= before + 2);
  expect((await client.showProgress({ id: broken.id })).workflow_state).toBe('running');
  expect((await client.showProgress({ id: other.id })).workflow_state).toBe('queued');
  expect(await stateOf(next.id)).toBe('created');
  await database.pool.query('drop trigger break_deletion on enrollment_terms');
  for (const { id } of [first, second]) await untilState(id, 'restored');
  await untilState(next.id, 'imported');
  const { rows } = await database.pool.query(
    `select (select updated_at from progresses where id = $1) <= (select updated_at from progresses where id = $2) as o,
       (select updated_at from progresses where id = $1) <= (select started_at from sis_imports where id = $3) as i`,
    [broken.id, other.id, next.id],
  );
  expect(rows).toEqual([{ o: true, i: true }]);
});
