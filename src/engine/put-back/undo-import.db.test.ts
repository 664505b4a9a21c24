import { mkdtemp } from 'node:fs/promises';
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
  undoAnImport,
} from '../../../test/support/put-back.ts';
import { removeFolder } from '../../../test/support/remove-folder.ts';
import { rosterRows } from '../../../test/support/roster-rows.ts';
import { makeTenant, sumsOf } from '../../../test/support/run-case.ts';
import { deleteOldStampMoves } from '../../db/index.ts';
import { openDiskStorage, type Storage } from '../../storage/index.ts';
import { editRoster } from '../edit-roster.ts';
import { planCourseChange, planTerm } from '../edits/index.ts';
import { undoImport } from './undo-import.ts';

let database: TestDatabase;
let storage: Storage;
let folder: string;
let tenant: number;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rollcall-undo-'));
  storage = openDiskStorage(folder);
  database = await createTestDatabase();
});
afterAll(async () => {
  await database.close();
  removeFolder(folder);
});
beforeEach(async () => {
  tenant = await makeTenant(database.pool, 'School');
});

const means = () => ({ pool: database.pool, storage });

async function bring(files: Readonly<Record<string, string>>): Promise<number> {
  await importFiles(means(), tenant, files);
  return newestImport(database.pool, tenant);
}

const undo = (id: number, force = false) => undoAnImport(means(), tenant, id, force);
const rows = () => rosterRows(database.pool, tenant);

async function readImport(id: number) {
  const found = await database.pool.query('select * from sis_imports where id = $1', [id]);
  return { ...found.rows[0], ...sumsOf(found.rows[0]) };
}

async function messagesOf(id: number): Promise<readonly string[]> {
  const found = await database.pool.query<{ message: string }>(
    'select message from sis_import_messages where sis_import_id = $1 order by id',
    [id],
  );
  return found.rows.map(({ message }) => message);
}

async function idOf(table: string, sis_id: string): Promise<number> {
  const found = await database.pool.query<{ id: number }>(
    `select id from ${table} where root_account_id = $1 and sis_id = $2`,
    [tenant, sis_id],
  );
  return found.rows[0]!.id;
}

/** Names of the courses by SIS id. */
async function courses(): Promise<Readonly<Record<string, string>>> {
  const found = await database.pool.query<{ sis_id: string; told: string }>(
    `select sis_id, name || ' ' || workflow_state as told from courses where root_account_id = $1 order by id`,
    [tenant],
  );
  return Object.fromEntries(found.rows.map(({ sis_id, told }) => [sis_id, told]));
}

const byHand = <T>(edit: Parameters<typeof editRoster<T>>[2]) =>
  editRoster({ pool: database.pool, now: () => new Date() }, { root_account_id: tenant, user_id: 7 }, edit);

const school = {
  'courses.csv':
    'course_id,short_name,long_name,status\nC1,ALG,Algebra,published\nC2,BIO,Biology,published\n',
  'sections.csv': 'section_id,course_id,name,status\nS1,C1,One,active\nS2,C2,Two,active\n',
  'users.csv': 'user_id,login_id,full_name,status\nU1,ada,Ada Byron,active\nU2,bob,Bob Ross,active\n',
  'enrollments.csv': 'section_id,user_id,role,status\nS1,U1,student,active\nS2,U2,student,active\n',
};

const change = {
  'change_sis_id.csv': 'type,old_id,new_id\ncourse,C2,C9\n',
  'courses.csv':
    'course_id,short_name,long_name,status\nC1,ALG,Algebra II,deleted\nC2,CHE,Chemistry,published\nC3,DRA,Drama,published\n',
  'sections.csv': 'section_id,course_id,name,status\nS3,C3,Three,active\n',
  'users.csv':
    'user_id,login_id,full_name,status\nU1,ada,Ada Byron,active\nU2,robert,Robert Ross,active\nU3,bob,Bob Other,active\n',
  'enrollments.csv': 'section_id,user_id,role,status\nS3,U3,student,active\n',
};

describe('undoing an import', () => {
  it('leaves everything as it was, takes away for good what it made, and says so', async () => {
    await bring(school);
    const before = await rows();
    const id = await bring(change);
    expect(await courses()).toEqual({
      C1: 'Algebra II deleted',
      C9: 'Biology available',
      C2: 'Chemistry available',
      C3: 'Drama available',
    });
    expect(await undo(id)).toMatchObject({
      workflow_state: 'completed',
      completion: 100,
      results: { removed: 6, put_back: 5, left: 0, obstacles: [] },
    });
    expect(await rows()).toEqual(before);
    expect(await readImport(id)).toMatchObject({
      workflow_state: 'restored',
      data: { undone_at: expect.stringMatching(/Z$/) },
      statistics: { Course: { created: 2, deleted: 1, restored: 4 } },
    });
    expect(await messagesOf(id)).toEqual([]);
  });

  it('gives marks back to the imports that had them, also past one that has them by now', async () => {
    const first = await bring(school);
    // The second is about what the first made: marks it moves. The third takes them on.
    const second = await bring(school);
    const third = await bring(school);
    const stamps = async () => {
      const found = await database.pool.query<{ told: string }>(
        `select table_name || ' ' || sis_import_id || ' ' || ids::text as told from sis_import_stamps
         where root_account_id = $1 order by 1`,
        [tenant],
      );
      return found.rows.map(({ told }) => told.split(' ')[1]);
    };
    expect(new Set(await stamps())).toEqual(new Set([String(third)]));
    await undo(second);
    expect(new Set(await stamps())).toEqual(new Set([String(third)]));
    await undo(third);
    expect(await stamps()).toEqual([]);
    expect(await undo(first)).toMatchObject({ workflow_state: 'completed' });
    expect((await rows()).courses).toEqual([]);
  });

  it('works for one that was aborted half way', async () => {
    await bring(school);
    const before = await rows();
    const id = await bring(change);
    await database.pool.query(`update sis_imports set workflow_state = 'aborted' where id = $1`, [id]);
    await undo(id);
    expect(await rows()).toEqual(before);
  });

  it('works after its states have been restored', async () => {
    await bring(school);
    const before = await rows();
    const id = await bring(change);
    await restoreImport(means(), tenant, id);
    expect(await undo(id)).toMatchObject({ workflow_state: 'completed' });
    expect(await rows()).toEqual(before);
  });
});

describe('an undo with something in its way', () => {
  it('does nothing, and lists what others have changed since', async () => {
    await bring(school);
    const id = await bring(change);
    const later = await bring({
      'courses.csv': 'course_id,short_name,long_name,status\nC3,DRA,Theatre,published\n',
    });
    const course_id = await idOf('courses', 'C9');
    await byHand((roster) => planCourseChange(roster, course_id, { course_code: 'MAT' }));
    const before = await rows();
    const progress = await undo(id);
    expect(progress).toMatchObject({
      workflow_state: 'failed',
      message: expect.stringMatching(/^2 objects have been changed since/),
      results: {
        obstacle_count: 2,
        obstacles: [
          { kind: 'course', sis_id: 'C9', reason: 'changed', text: 'it has been changed since by person 7' },
          {
            kind: 'course',
            sis_id: 'C3',
            reason: 'changed',
            text: `it has been changed since by import ${later}`,
          },
        ],
      },
    });
    expect(await rows()).toEqual(before);
    const told = [
      'What the import did to the course C9 was not undone: it has been changed since by person 7',
      `What the import did to the course C3 was not undone: it has been changed since by import ${later}`,
    ];
    expect(await readImport(id)).toMatchObject({
      workflow_state: 'imported',
      processing_warnings: told.map((text) => [null, text]),
    });
    // A second try tells it once.
    await undo(id);
    expect(await messagesOf(id)).toEqual(told);
  });

  it('goes on when what came later has been undone', async () => {
    await bring(school);
    const before = await rows();
    const id = await bring(change);
    const later = await bring({
      'courses.csv': 'course_id,short_name,long_name,status\nC3,DRA,Theatre,deleted\n',
      'enrollments.csv': 'section_id,user_id,role,status\nS3,U1,student,active\n',
    });
    expect(await undo(id)).toMatchObject({ workflow_state: 'failed' });
    await undo(later);
    expect(await undo(id)).toMatchObject({ workflow_state: 'completed' });
    expect(await rows()).toEqual(before);
    expect(await messagesOf(id)).toEqual([]);
  });

  it('refuses to take away what others need, and leaves it and what it needs even with force', async () => {
    await bring(school);
    const id = await bring(change);
    await bring({ 'enrollments.csv': 'section_id,user_id,role,status\nS3,U1,student,active\n' });
    const text = expect.stringMatching(/^the enrollment \d+ needs it$/);
    expect((await undo(id)).results).toMatchObject({
      obstacle_count: 2,
      obstacles: [
        { kind: 'section', sis_id: 'S3', reason: 'needed', text },
        { kind: 'course', sis_id: 'C3', reason: 'needed', text },
      ],
    });
    expect(await undo(id, true)).toMatchObject({
      workflow_state: 'completed',
      results: { left: 2, obstacles: [{ sis_id: 'S3' }, { sis_id: 'C3' }] },
    });
    expect(await courses()).toEqual({
      C1: 'Algebra available',
      C2: 'Biology available',
      C3: 'Drama available',
    });
    expect((await rows()).enrollments).toHaveLength(3);
    expect(await readImport(id)).toMatchObject({ workflow_state: 'restored' });
    expect(await messagesOf(id)).toHaveLength(2);
  });

  it('takes along what others have put there and given up again', async () => {
    await bring(school);
    const before = await rows();
    const id = await bring(change);
    await bring({ 'enrollments.csv': 'section_id,user_id,role,status\nS3,U1,student,active\n' });
    await bring({ 'enrollments.csv': 'section_id,user_id,role,status\nS3,U1,student,deleted\n' });
    expect(await undo(id)).toMatchObject({ workflow_state: 'completed', results: { left: 0 } });
    expect(await rows()).toEqual(before);
  });

  it('with force puts back what others have changed since, and leaves their other fields', async () => {
    await bring(school);
    const id = await bring({
      'courses.csv': 'course_id,short_name,long_name,status\nC2,BIO,Biology II,published\n',
    });
    const course_id = await idOf('courses', 'C2');
    await byHand((roster) => planCourseChange(roster, course_id, { course_code: 'MAT', name: 'Numbers' }));
    expect(await undo(id)).toMatchObject({
      workflow_state: 'failed',
      message: expect.stringMatching(/^One object has/),
    });
    expect(await undo(id, true)).toMatchObject({ workflow_state: 'completed', results: { left: 0 } });
    const found = await database.pool.query('select name, course_code from courses where id = $1', [
      course_id,
    ]);
    expect(found.rows).toEqual([{ name: 'Biology', course_code: 'MAT' }]);
  });

  it('refuses to give back an id that another object has by now; with force that one stays as it is', async () => {
    await bring(school);
    const id = await bring({ 'change_sis_id.csv': 'type,old_id,new_id\ncourse,C2,C9\n' });
    await bring({ 'courses.csv': 'course_id,short_name,long_name,status\nC2,NEW,New,published\n' });
    expect((await undo(id)).results).toMatchObject({
      obstacles: [
        { kind: 'course', sis_id: 'C9', reason: 'taken', text: 'the course C2 has its id or its name now' },
      ],
    });
    expect((await undo(id, true)).results).toMatchObject({ left: 1 });
    expect(await courses()).toEqual({
      C1: 'Algebra available',
      C9: 'Biology available',
      C2: 'New available',
    });
  });

  it('refuses to delete again what others have filled since', async () => {
    await bring(school);
    await bring({ 'courses.csv': 'course_id,short_name,long_name,status\nC1,ALG,Algebra,deleted\n' });
    const id = await bring({
      'courses.csv': 'course_id,short_name,long_name,status\nC1,ALG,Algebra,published\n',
    });
    await bring({ 'sections.csv': 'section_id,course_id,name,status\nS8,C1,Eight,active\n' });
    expect((await undo(id)).results).toMatchObject({
      obstacles: [
        { kind: 'course', sis_id: 'C1', reason: 'used', text: 'the section S8 has been put into it since' },
      ],
    });
    await undo(id, true);
    expect((await courses()).C1).toBe('Algebra deleted');
  });

  it('takes people who came to a section since home with it', async () => {
    await bring(school);
    const id = await bring({ 'xlists.csv': 'xlist_course_id,section_id,status\nC1,S2,active\n' });
    await bring({ 'enrollments.csv': 'section_id,user_id,role,status\nS2,U1,student,active\n' });
    expect((await undo(id)).results).toMatchObject({
      obstacles: [{ kind: 'section', sis_id: 'S2', reason: 'used' }],
    });
    await undo(id, true);
    const home = await idOf('courses', 'C2');
    const found = await database.pool.query(
      `select distinct e.course_id from enrollments e join course_sections s on s.id = e.course_section_id
       where s.sis_id = 'S2' and e.root_account_id = $1`,
      [tenant],
    );
    expect(found.rows).toEqual([{ course_id: home }]);
  });

  it('does nothing when what it takes was removed as too old while it waited', async () => {
    await bring(school);
    await bring(school);
    const id = await bring(school);
    const before = await rows();
    const job = { ...(await requestPutBack(database.pool, tenant, id)), force: true };
    const age = async (table: string, column: string, where: string) => {
      const text = `update ${table} set ${column} = now() - interval '31 days' where root_account_id = $1 and ${where}`;
      await database.pool.query(text, [tenant]);
    };
    // The last import changed nothing: it only took marks over.
    for (const column of ['created_at', 'ended_at']) await age('sis_imports', column, `id = ${id}`);
    await deleteOldStampMoves(database.pool, { root_account_id: tenant, days: 30, limit: 100 });
    await undoImport(contextOf(means()), job);
    expect(await progressOf(database.pool, job)).toMatchObject({
      workflow_state: 'failed',
      message: 'The import is too old: what it has changed is no longer kept.',
    });
    expect(await rows()).toEqual(before);
    expect(await readImport(id)).toMatchObject({ workflow_state: 'imported' });
  });

  it('minds roles and tokens, which are no part of the roster', async () => {
    const id = await bring({
      'accounts.csv': 'account_id,parent_account_id,name,status\nA1,,Arts,active\n',
      'users.csv': 'user_id,login_id,full_name,status\nU1,ada,Ada Byron,active\n',
    });
    await database.pool.query(
      `insert into roles (root_account_id, account_id, name, base_role_type) values ($1, $2, 'Proctor', 'TaEnrollment')`,
      [tenant, await idOf('accounts', 'A1')],
    );
    await database.pool.query(
      `insert into access_tokens (root_account_id, user_id, token_hash, hint)
       select root_account_id, user_id, 'hash of U1', 'abc' from pseudonyms where root_account_id = $1 and sis_id = 'U1'`,
      [tenant],
    );
    expect((await undo(id)).results).toMatchObject({
      obstacles: [
        { kind: 'account', sis_id: 'A1', text: expect.stringMatching(/^the role \d+ needs it$/) },
        { kind: 'person', text: expect.stringMatching(/^the access token \d+ needs it$/) },
      ],
    });
  });

  it('is the business of its own tenant alone', async () => {
    const id = await bring(school);
    const mine = tenant;
    tenant = await makeTenant(database.pool, 'Other');
    await bring(school);
    const others = await rows();
    await byHand((roster) => planTerm(roster, { name: 'Fall' }));
    expect(await undoAnImport(means(), mine, id)).toMatchObject({ workflow_state: 'completed' });
    expect((await rows()).courses).toEqual(others.courses);
  });
});

describe('an undo that is cut off', () => {
  it('leaves everything, wherever that is, and is done whole by the next worker', async () => {
    let cuts = 0;
    for (const carried_out of [false, true]) {
      for (let at = 2; ; at += 19) {
        tenant = await makeTenant(database.pool, 'School');
        await bring(school);
        const before = await rows();
        const id = await bring(change);
        const after = await rows();
        const job = { ...(await requestPutBack(database.pool, tenant, id)), force: false };
        const { pool, isCut } = makeCutPool(database.pool, { at, carried_out });
        const run = (of: Pool) => undoImport(contextOf({ ...means(), pool: of }), job);
        await run(pool).catch((error: unknown) => expect(error).toBeInstanceOf(ConnectionCut));
        const between = await rows();
        if (between.courses?.length !== 2) expect(between).toEqual(after);
        await run(database.pool);
        expect(await rows()).toEqual(before);
        expect(await progressOf(database.pool, job)).toMatchObject({ workflow_state: 'completed' });
        if (!isCut()) break;
        cuts += 1;
      }
    }
    expect(cuts).toBeGreaterThan(4);
  }, 240_000);

  it('by a person who cancels it leaves everything as it was', async () => {
    await bring(school);
    const id = await bring(change);
    const before = await rows();
    const job = { ...(await requestPutBack(database.pool, tenant, id)), force: false };
    const pool = new Proxy(database.pool, {
      get(target, name) {
        const value = Reflect.get(target, name, target) as unknown;
        if (name !== 'query') return typeof value === 'function' ? value.bind(target) : value;
        return async (...args: unknown[]) => {
          await target.query(`update progresses set workflow_state = 'failed' where id = $1`, [
            job.progress_id,
          ]);
          return (value as (...args: unknown[]) => unknown).apply(target, args);
        };
      },
    });
    await undoImport(contextOf({ ...means(), pool }), job);
    expect(await rows()).toEqual(before);
    expect(await readImport(id)).toMatchObject({ workflow_state: 'imported' });
  });
});
