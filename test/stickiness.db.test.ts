import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stickyFields } from '../src/engine/index.ts';
import { openDiskStorage, type Storage } from '../src/storage/index.ts';
import { createTestDatabase, type TestDatabase } from './support/database.ts';
import { importFiles } from './support/import-files.ts';
import { makeTenant } from './support/run-case.ts';

// Every field that can stick, under every option, by the law of the lifecycle document, section 10. For each there is
// an object of its own in which a person has changed that field and no other.

interface Kind {
  readonly file: string;
  readonly header: string;
  /** The rows of an object in its first and in its second edition; all sticky fields differ. */
  readonly first: (id: string) => string;
  readonly second: (id: string) => string;
  /** Picks the objects, with `key` as what tells them apart. */
  readonly select: string;
  /** What a person sets, per field. */
  readonly by_hand: Readonly<Record<string, string | boolean>>;
}

const courseOf = (id: string) => `(select id from courses where root_account_id = $1 and sis_id = '${id}')`;
const hand_start = '2020-01-01T00:00:00Z';
const hand_end = '2031-01-01T00:00:00Z';

const kinds: Readonly<Record<string, Kind>> = {
  accounts: {
    file: 'accounts.csv',
    header: 'account_id,parent_account_id,name,status',
    first: (id) => `${id},A1,One,active`,
    second: (id) => `${id},A2,Two,active`,
    select: `select t.*, t.sis_id as key from accounts t`,
    by_hand: { name: 'By hand', parent_account_id: '$1' },
  },
  enrollment_terms: {
    file: 'terms.csv',
    header: 'term_id,name,status,start_date,end_date',
    first: (id) => `${id},One,active,2025-01-01,2025-06-01`,
    second: (id) => `${id},Two,active,2026-01-01,2026-06-01`,
    select: `select t.*, t.sis_id as key from enrollment_terms t`,
    by_hand: { name: 'By hand', start_at: hand_start, end_at: hand_end },
  },
  term_date_overrides: {
    file: 'terms.csv',
    header: 'term_id,name,status,date_override_enrollment_type,start_date,end_date',
    first: (id) => `${id},One,active,,,\n${id},,active,StudentEnrollment,2025-01-01,2025-06-01`,
    second: (id) => `${id},One,active,,,\n${id},,active,StudentEnrollment,2026-01-01,2026-06-01`,
    select: `select t.*, e.sis_id as key from term_date_overrides t join enrollment_terms e on e.id = t.term_id`,
    by_hand: { start_at: hand_start, end_at: hand_end },
  },
  abstract_courses: {
    file: 'abstract_courses.csv',
    header: 'abstract_course_id,short_name,long_name,term_id,status',
    first: (id) => `${id},One,Course one,T1,active`,
    second: (id) => `${id},Two,Course two,T2,active`,
    select: `select t.*, t.sis_id as key from abstract_courses t`,
    by_hand: {
      name: 'By hand',
      short_name: 'Hand',
      enrollment_term_id: '(select id from enrollment_terms where root_account_id = $1 and is_default)',
    },
  },
  courses: {
    file: 'courses.csv',
    header:
      'course_id,short_name,long_name,account_id,term_id,status,start_date,end_date,grade_passback_setting',
    first: (id) => `${id},One,Course one,A1,T1,active,,,`,
    second: (id) => `${id},Two,Course two,A2,T2,completed,2026-01-01,2026-06-01,nightly_sync`,
    select: `select t.*, t.sis_id as key from courses t`,
    by_hand: {
      name: 'By hand',
      course_code: 'Hand',
      account_id: '$1',
      enrollment_term_id: '(select id from enrollment_terms where root_account_id = $1 and is_default)',
      workflow_state: 'available',
      start_at: hand_start,
      conclude_at: hand_end,
      restrict_enrollments_to_course_dates: false,
      grade_passback_setting: 'disabled',
    },
  },
  course_sections: {
    file: 'sections.csv',
    header: 'section_id,course_id,name,status,start_date,end_date',
    first: (id) => `${id},C1,One,active,,`,
    second: (id) => `${id},C2,Two,active,2026-01-01,2026-06-01`,
    select: `select t.*, t.sis_id as key from course_sections t`,
    by_hand: {
      name: 'By hand',
      course_id: courseOf('C3'),
      start_at: hand_start,
      end_at: hand_end,
      restrict_enrollments_to_section_dates: false,
    },
  },
  users: {
    file: 'users.csv',
    header: 'user_id,login_id,full_name,sortable_name,short_name,pronouns,status',
    first: (id) => `${id},${id},Ada One,"One, Ada",Ada,she/her,active`,
    second: (id) => `${id},${id},Ada Two,"Two, Ada",Adi,they/them,active`,
    select: `select t.*, p.sis_id as key from users t join pseudonyms p on p.user_id = t.id`,
    by_hand: { name: 'By hand', sortable_name: 'Hand, By', short_name: 'Hand', pronouns: 'any' },
  },
  pseudonyms: {
    file: 'users.csv',
    header: 'user_id,login_id,full_name,status',
    first: (id) => `${id},${id}-one,Ada Byron,active`,
    second: (id) => `${id},${id}-two,Ada Byron,suspended`,
    select: `select t.*, t.sis_id as key from pseudonyms t`,
    by_hand: { unique_id: `t.sis_id || '-hand'`, workflow_state: 'deleted' },
  },
  enrollments: {
    file: 'enrollments.csv',
    header: 'section_id,user_id,role,status,start_date,end_date',
    first: (id) => `S1,${id},student,active,2025-01-01,2025-06-01`,
    second: (id) => `S1,${id},student,active,2026-01-01,2026-06-01`,
    select: `select t.*, p.sis_id as key from enrollments t join pseudonyms p on p.user_id = t.user_id`,
    by_hand: { start_at: hand_start, end_at: hand_end },
  },
  groups: {
    file: 'groups.csv',
    header: 'group_id,name,status',
    first: (id) => `${id},One,available`,
    second: (id) => `${id},Two,available`,
    select: `select t.*, t.sis_id as key from groups t`,
    by_hand: { name: 'By hand' },
  },
  tags: {
    file: 'differentiation_tags.csv',
    header: 'tag_id,tag_set_id,name,status',
    first: (id) => `${id},TS1,One,available`,
    second: (id) => `${id},TS1,Two,available`,
    select: `select t.*, t.sis_id as key from groups t`,
    by_hand: { name: 'By hand' },
  },
};

const tableOf = (kind: string) => (kind === 'tags' ? 'groups' : kind) as keyof typeof stickyFields;
const entriesOf = (kind: string) => stickyFields[tableOf(kind)] ?? [];
const fieldsOf = (kind: string): readonly string[] => entriesOf(kind).flat() as readonly string[];

/** The fields that stick with a field, itself included. */
const stuckWith = (kind: string, field: string): readonly string[] =>
  (entriesOf(kind).find((entry) => typeof entry !== 'string' && entry.includes(field)) as
    | readonly string[]
    | undefined) ?? [field];

interface Mode {
  readonly options: object;
  readonly overrides: boolean;
  readonly after: 'kept' | 'added' | 'cleared';
}

const modes: Readonly<Record<string, Mode>> = {
  'no option': { options: {}, overrides: false, after: 'kept' },
  'add and clear alone': {
    options: { add_sis_stickiness: true, clear_sis_stickiness: true },
    overrides: false,
    after: 'kept',
  },
  override: { options: { override_sis_stickiness: true }, overrides: true, after: 'kept' },
  'override and add': {
    options: { override_sis_stickiness: true, add_sis_stickiness: true },
    overrides: true,
    after: 'added',
  },
  'override and clear': {
    options: { override_sis_stickiness: true, clear_sis_stickiness: true },
    overrides: true,
    after: 'cleared',
  },
  'override, add and clear': {
    options: { override_sis_stickiness: true, add_sis_stickiness: true, clear_sis_stickiness: true },
    overrides: true,
    after: 'cleared',
  },
};

let database: TestDatabase;
let storage: Storage;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rollcall-stickiness-'));
  storage = openDiskStorage(folder);
  database = await createTestDatabase();
});

afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true, force: true });
});

/** A school with what rows refer to. */
async function makeSchool(people: readonly string[]): Promise<number> {
  const tenant = await makeTenant(database.pool, 'School');
  await database.pool.query(
    `update accounts set settings = '{"differentiation_tags": true, "personal_pronouns": true}'
     where root_account_id = $1 and id = $1`,
    [tenant],
  );
  const lines = (...rows: readonly string[]) => `${rows.join('\n')}\n`;
  const users = people.map((id) => `${id},${id},Person,active`);
  await bring(tenant, {
    'accounts.csv': lines(
      'account_id,parent_account_id,name,status',
      'A1,,First,active',
      'A2,,Second,active',
    ),
    'terms.csv': lines('term_id,name,status', 'T1,First,active', 'T2,Second,active'),
    'courses.csv': lines(
      'course_id,short_name,long_name,status',
      ...['C1', 'C2', 'C3'].map((id) => `${id},${id},Course,active`),
    ),
    'sections.csv': lines('section_id,course_id,name,status', 'S1,C1,Section,active'),
    'differentiation_tag_sets.csv': lines('tag_set_id,course_id,set_name,status', 'TS1,C1,Set,active'),
    ...(users.length > 0 ? { 'users.csv': lines('user_id,login_id,full_name,status', ...users) } : {}),
  });
  return tenant;
}

async function bring(tenant: number, files: Readonly<Record<string, string>>, options: object = {}) {
  const result = await importFiles({ pool: database.pool, storage, options }, tenant, files);
  expect(result.messages).toEqual([]);
}

const fileOf = ({ file, header }: Kind, rows: readonly string[]) => ({
  [file]: `${[header, ...rows].join('\n')}\n`,
});

type Fields = Readonly<Record<string, unknown>>;

async function readAll(tenant: number, { select }: Kind): Promise<ReadonlyMap<string, Fields>> {
  const { rows } = await database.pool.query(`${select} where t.root_account_id = $1`, [tenant]);
  return new Map(rows.map((row) => [row.key, row]));
}

async function changeByHand(tenant: number, kind: string, field: string, key: string): Promise<void> {
  const { select, by_hand } = kinds[kind]!;
  const value = by_hand[field];
  const isExpression = typeof value === 'string' && /[($|]/.test(value);
  const shown = isExpression || typeof value === 'boolean' ? value : `'${value}'`;
  const changed = await database.pool.query(
    `update ${tableOf(kind)} t set ${field} = ${shown}, stuck_fields = '${field}'
     where t.id = (select o.id from (${select} where t.root_account_id = $1) o where o.key = $2)`,
    [tenant, key],
  );
  expect(changed.rowCount).toBe(1);
}

const objects = (kind: string) => fieldsOf(kind).map((field) => `O-${field}`);

/** An import's second edition of objects in each of which a person has changed one field, before and after. */
async function secondEdition(kind: string, mode: Mode) {
  const spec = kinds[kind]!;
  const ids = ['O-control', ...objects(kind)];
  const tenant = await makeSchool(kind === 'enrollments' ? ids : []);
  await bring(tenant, fileOf(spec, ids.map(spec.first)));
  for (const field of fieldsOf(kind)) await changeByHand(tenant, kind, field, `O-${field}`);
  const before = await readAll(tenant, spec);
  await bring(tenant, fileOf(spec, ids.map(spec.second)), mode.options);
  return { tenant, before, after: await readAll(tenant, spec) };
}

const pick = (record: Fields | undefined, fields: readonly string[]): Fields =>
  Object.fromEntries(fields.map((field) => [field, record?.[field]]));

test('every field that can stick is tried', () => {
  const tried = Object.keys(kinds).map((kind) => [kind, Object.keys(kinds[kind]!.by_hand).sort()]);
  expect(tried).toEqual(Object.keys(kinds).map((kind) => [kind, [...fieldsOf(kind)].sort()]));
  expect(new Set(Object.keys(kinds).map(tableOf))).toEqual(new Set(Object.keys(stickyFields)));
});

describe.each(Object.entries(modes))('with %s', (_name, mode) => {
  test.each(Object.keys(kinds))('%s', async (kind) => {
    const { before, after } = await secondEdition(kind, mode);
    const all = fieldsOf(kind);
    const control = after.get('O-control');
    const asControl = (record: Fields | undefined, fields: readonly string[]) =>
      Object.fromEntries(
        Object.entries(pick(record, fields)).map(([name, value]) => [
          name,
          typeof value === 'string' ? value.replace(String(record?.key), 'O-control') : value,
        ]),
      );
    // The rows change every field where nothing sticks.
    for (const field of all) expect(control?.[field], field).not.toEqual(before.get('O-control')?.[field]);
    for (const field of all) {
      const [was, is] = [before.get(`O-${field}`), after.get(`O-${field}`)];
      const held = mode.overrides ? [] : stuckWith(kind, field);
      const written = all.filter((name) => !held.includes(name));
      expect(pick(is, held), `${field} is left alone`).toEqual(pick(was, held));
      expect(asControl(is, written), `beside ${field}`).toEqual(pick(control, written));
      const changed = all.filter((name) => String(was?.[name]) !== String(is?.[name]));
      const stuck = {
        kept: [field],
        added: [...new Set([field, ...changed])].sort(),
        cleared: [],
      }[mode.after];
      expect(is?.stuck_fields, `what sticks beside ${field}`).toBe(stuck.join(' '));
    }
    const changed = mode.after === 'added' ? [...all].sort() : [];
    expect(control?.stuck_fields).toBe(changed.join(' '));
  });
});

describe('clearing an object of which nothing else changes', () => {
  const clear = { override_sis_stickiness: true, clear_sis_stickiness: true };

  test.each(Object.keys(kinds))('%s', async (kind) => {
    const { tenant, after } = await secondEdition(kind, modes.override!);
    const spec = kinds[kind]!;
    await bring(tenant, fileOf(spec, objects(kind).map(spec.second)), clear);
    const cleared = await readAll(tenant, spec);
    for (const field of fieldsOf(kind)) {
      expect(after.get(`O-${field}`)?.stuck_fields).toBe(field);
      // Logins alone are saved for that.
      const left = kind === 'pseudonyms' ? '' : field;
      expect(cleared.get(`O-${field}`)?.stuck_fields, field).toBe(left);
    }
  });
});
