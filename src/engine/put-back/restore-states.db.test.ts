import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Pool } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ConnectionCut, makeCutPool } from '../../../test/support/cut-pool.ts';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { importFiles } from '../../../test/support/import-files.ts';
import {
  contextOf,
  newestImport,
  progressOf,
  requestPutBack,
  restoreImport,
} from '../../../test/support/put-back.ts';
import { makeTenant, sumsOf } from '../../../test/support/run-case.ts';
import { openDiskStorage, type Storage } from '../../storage/index.ts';
import { type RestoreJob, restoreStates } from './restore-states.ts';

let database: TestDatabase;
let storage: Storage;
let folder: string;
let tenant: number;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rollcall-restore-'));
  storage = openDiskStorage(folder);
  database = await createTestDatabase();
});
afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  tenant = await makeTenant(database.pool, 'School');
});

const means = () => ({ pool: database.pool, storage });

async function bring(files: Readonly<Record<string, string>>): Promise<number> {
  await importFiles(means(), tenant, files);
  return newestImport(database.pool, tenant);
}

const restore = (id: number, filters: Parameters<typeof restoreImport>[3] = {}) =>
  restoreImport(means(), tenant, id, filters);

/** Objects with a SIS id as `C1 available`, others by what tells them apart. */
async function states(table: string, name = 'sis_id'): Promise<readonly string[]> {
  const { rows } = await database.pool.query<{ told: string }>(
    `select coalesce(${name}, '-') || ' ' || workflow_state as told from ${table}
     where root_account_id = $1 and ${name} is not null order by id`,
    [tenant],
  );
  return rows.map(({ told }) => told);
}

async function readImport(id: number) {
  const { rows } = await database.pool.query('select * from sis_imports where id = $1', [id]);
  return { ...rows[0], ...sumsOf(rows[0]) };
}

async function messagesOf(id: number): Promise<readonly string[]> {
  const { rows } = await database.pool.query<{ message: string }>(
    'select message from sis_import_messages where sis_import_id = $1 order by id',
    [id],
  );
  return rows.map(({ message }) => message);
}

const school = {
  'courses.csv':
    'course_id,short_name,long_name,status\nC1,ALG,Algebra,published\nC2,BIO,Biology,published\n',
  'sections.csv': 'section_id,course_id,name,status\nS1,C1,One,active\nS2,C2,Two,active\n',
  'users.csv':
    'user_id,login_id,full_name,status,email\nU1,ada,Ada Byron,active,\nU2,bob,Bob Ross,active,\nU3,cyd,Cyd Vole,active,\n',
  'enrollments.csv':
    'section_id,user_id,role,status\nS1,U1,student,active\nS2,U1,student,active\nS2,U2,student,active\n',
};

const wreck = {
  'courses.csv':
    'course_id,short_name,long_name,status\nC1,ALG,Algebra II,deleted\nC2,BIO,Biology,completed\nC3,CHE,Chemistry,published\n',
  'users.csv':
    'user_id,login_id,full_name,status,email\nU2,bob,Bob Ross,deleted,\nU4,dee,Dee Dot,active,dee@example.org\n',
};

describe('restoring the states of an import', () => {
  it('gives all that it changed the state before it, takes what it made away, and nothing else', async () => {
    await bring(school);
    const id = await bring(wreck);
    expect(await states('courses')).toEqual(['C1 deleted', 'C2 completed', 'C3 available']);
    const progress = await restore(id);
    expect(progress).toMatchObject({ workflow_state: 'completed', completion: 100 });
    expect(await states('courses')).toEqual(['C1 available', 'C2 available', 'C3 deleted']);
    expect(await states('pseudonyms')).toEqual(['U1 active', 'U2 active', 'U3 active', 'U4 deleted']);
    expect(await states('enrollments', 'user_id::text')).toHaveLength(3);
    expect(await states('enrollments', "'e'")).toEqual(['e active', 'e active', 'e active']);
    expect(await states('communication_channels', 'path')).toEqual(['dee@example.org retired']);
    const { rows } = await database.pool.query("select name from courses where sis_id = 'C1'");
    expect(rows).toEqual([{ name: 'Algebra II' }]);
    const { workflow_state, statistics } = await readImport(id);
    expect(workflow_state).toBe('restored');
    expect(statistics).toMatchObject({
      Course: { created: 1, concluded: 1, deleted: 1, restored: 3 },
      Pseudonym: { created: 1, deleted: 1, restored: 2 },
      CommunicationChannel: { created: 1, restored: 1 },
      Enrollment: { deleted: 2, concluded: 2, restored: 3 },
    });
  });

  it('takes only what was deleted, or only what was concluded, and a second run the rest', async () => {
    await bring(school);
    const id = await bring(wreck);
    await restore(id, { undelete_only: true });
    expect(await states('courses')).toEqual(['C1 available', 'C2 completed', 'C3 available']);
    expect((await readImport(id)).workflow_state).toBe('partially_restored');
    await restore(id, { unconclude_only: true });
    expect(await states('courses')).toEqual(['C1 available', 'C2 available', 'C3 available']);
    expect((await readImport(id)).statistics.Course).toMatchObject({ restored: 2 });
    await restore(id);
    expect(await states('courses')).toEqual(['C1 available', 'C2 available', 'C3 deleted']);
    expect(await readImport(id)).toMatchObject({
      workflow_state: 'restored',
      statistics: { Course: { restored: 3 } },
    });
  });

  it('takes only what batch mode took away', async () => {
    await bring(school);
    const id = await bring(wreck);
    await database.pool.query(
      `update roster_changes set batch_mode = true where sis_import_id = $1 and table_name = 'enrollments'`,
      [id],
    );
    await restore(id, { batch_mode: true });
    expect(await states('enrollments', "'e'")).toEqual(['e active', 'e active', 'e active']);
    expect(await states('courses')).toEqual(['C1 deleted', 'C2 completed', 'C3 available']);
  });

  it('writes what was recorded, whatever others did since, and a record once', async () => {
    await bring(school);
    const id = await bring(wreck);
    await restore(id);
    await bring({ 'courses.csv': wreck['courses.csv'] });
    await restore(id);
    expect(await states('courses')).toEqual(['C1 deleted', 'C2 completed', 'C3 available']);
  });

  it('tells of a login that somebody else has now, goes on, and tries it again the next time', async () => {
    await bring(school);
    const id = await bring(wreck);
    await bring({ 'users.csv': 'user_id,login_id,full_name,status\nU9,Bob,Bob Other,active\n' });
    await restore(id);
    expect(await states('pseudonyms')).toEqual([
      'U1 active',
      'U2 deleted',
      'U3 active',
      'U4 deleted',
      'U9 active',
    ]);
    const text =
      'The former state of login U2 could not be given back: another object has its name or its place';
    expect(await messagesOf(id)).toEqual([text]);
    const stored = await readImport(id);
    expect(stored).toMatchObject({ workflow_state: 'restored', processing_warnings: [[null, text]] });
    expect(stored.counts.warning_count).toBe(1);
    expect(stored.errors_file_id).not.toBeNull();
    await bring({ 'users.csv': 'user_id,login_id,full_name,status\nU9,Bob,Bob Other,deleted\n' });
    await restore(id);
    expect((await states('pseudonyms'))[1]).toBe('U2 active');
  });

  it('lets a login return that another one of the same import had taken', async () => {
    await bring(school);
    const id = await bring({
      'users.csv': 'user_id,login_id,full_name,status\nU2,bob,Bob Ross,deleted\nU9,bob,Bob Other,active\n',
    });
    await restoreImport({ ...means(), chunk_rows: 1 }, tenant, id);
    expect(await states('pseudonyms')).toEqual(['U1 active', 'U2 active', 'U3 active', 'U9 deleted']);
    expect(await messagesOf(id)).toEqual([]);
  });

  it('brings back the observers of students who are back', async () => {
    await bring(school);
    await bring({
      'user_observers.csv': 'observer_id,student_id,status\nU3,U2,active\n',
    });
    const id = await bring({ 'enrollments.csv': 'section_id,user_id,role,status\nS2,U2,student,deleted\n' });
    // Somebody removes the record for good meanwhile: it is to be made anew.
    await database.pool.query(
      "delete from enrollments where type = 'ObserverEnrollment' and root_account_id = $1",
      [tenant],
    );
    await restore(id, { undelete_only: true });
    expect(await states('enrollments', 'type')).toEqual([
      'StudentEnrollment active',
      'StudentEnrollment active',
      'StudentEnrollment active',
      'ObserverEnrollment active',
    ]);
    const text = await messagesOf(id);
    expect(text).toEqual([expect.stringContaining('there is no such object any more')]);
  });

  it('ends well for an import that changed nothing', async () => {
    const id = await bring({ 'users.csv': 'user_id,login_id,full_name,status\n' });
    expect(await restore(id)).toMatchObject({ workflow_state: 'completed', completion: 100 });
    expect((await readImport(id)).workflow_state).toBe('restored');
  });
});

describe('work that is stopped', () => {
  const all = { batch_mode: false, undelete_only: false, unconclude_only: false };

  async function request(): Promise<RestoreJob> {
    await bring(school);
    const id = await bring(wreck);
    return { ...all, ...(await requestPutBack(database.pool, tenant, id)) };
  }

  const stop = (job: RestoreJob) =>
    database.pool.query(`update progresses set workflow_state = 'failed' where id = $1`, [job.progress_id]);

  it('before it began leaves the import as it was', async () => {
    const job = await request();
    await stop(job);
    await restoreStates(contextOf(means()), job);
    expect((await readImport(job.sis_import_id)).workflow_state).toBe('imported');
    expect(await states('courses')).toEqual(['C1 deleted', 'C2 completed', 'C3 available']);
  });

  it('in between leaves it partially restored', async () => {
    const job = await request();
    let parts = 0;
    const hold = async () => {
      parts += 1;
      if (parts === 3) await stop(job);
    };
    await restoreStates({ ...contextOf({ ...means(), chunk_rows: 1 }), hold }, job);
    expect((await readImport(job.sis_import_id)).workflow_state).toBe('partially_restored');
    expect(await states('courses')).toEqual(['C1 deleted', 'C2 completed', 'C3 deleted']);
    expect(await progressOf(database.pool, job)).toMatchObject({ workflow_state: 'failed' });
  });

  it('by the end of its worker, wherever that is, goes on with what is left', async () => {
    let cuts = 0;
    for (const carried_out of [false, true]) {
      for (let at = 2; ; at += 7) {
        tenant = await makeTenant(database.pool, 'School');
        const job = await request();
        const { pool, isCut } = makeCutPool(database.pool, { at, carried_out });
        const run = (of: Pool) => restoreStates(contextOf({ ...means(), pool: of, chunk_rows: 2 }), job);
        await run(pool).catch((error: unknown) => expect(error).toBeInstanceOf(ConnectionCut));
        await run(database.pool);
        expect(await states('courses')).toEqual(['C1 available', 'C2 available', 'C3 deleted']);
        expect(await readImport(job.sis_import_id)).toMatchObject({
          workflow_state: 'restored',
          statistics: { Course: { restored: 3 }, Pseudonym: { restored: 2 }, Enrollment: { restored: 3 } },
        });
        expect(await progressOf(database.pool, job)).toMatchObject({ workflow_state: 'completed' });
        if (!isCut()) break;
        cuts += 1;
      }
    }
    expect(cuts).toBeGreaterThan(8);
  }, 60_000);
});
