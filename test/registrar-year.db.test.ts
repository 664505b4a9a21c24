import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, createClient } from '../src/client/index.ts';
import { type RunningServer, startServer } from '../src/server/index.ts';
import { createTestDatabase, type TestDatabase } from './support/database.ts';
import { fastestFolder } from './support/global-setup.ts';
import { exportOverHttp } from './support/http-exports.ts';
import { removeFolder } from './support/remove-folder.ts';
import { ordinaryZip } from './support/zips.ts';

// A year at a school whose registrar imports files while others change things by hand. Each part goes on where the one
// before it ended.

let database: TestDatabase;
let folder: string;
let server: RunningServer;
let client: Client;
let account_id: number;
// The id of each object by its SIS id.
const id: Record<string, number> = {};

beforeAll(async () => {
  folder = mkdtempSync(join(fastestFolder(), 'rollcall-year-'));
  database = await createTestDatabase();
  const place = { database_url: database.url, data_dir: folder };
  server = await startServer({ ...place, port: 0, host: '127.0.0.1', workers: 1 });
  const first = createClient({ base_url: server.url, token: server.token });
  // SIS ids are looked up in the root account that the address leads to.
  const account = { name: 'Lakeside', domain: '127.0.0.1' };
  ({ id: account_id } = await first.createRootAccount({ account_id: 'self', account }));
  client = first;
});
afterAll(async () => {
  await server?.close();
  await database?.close();
  removeFolder(folder);
});

type Files = Readonly<Record<string, readonly string[]>>;
type Options = Omit<Parameters<Client['createSisImport']>[0], 'account_id' | 'attachment'>;

/** Imports files into an account: what became of the import, how many rows of each kind counted, and its warnings. */
async function importInto(target: number, files: Readonly<Record<string, string>>, options: Options = {}) {
  const content = new Uint8Array(await ordinaryZip(files));
  const attachment = { name: 'sis.zip', content };
  const made = await client.createSisImport({ account_id: target, attachment, ...options });
  const ended = await client.waitForSisImport({ account_id: target, id: made.id }, { longest_pause_ms: 50 });
  const { workflow_state, data, processing_warnings = [], processing_errors = [] } = ended;
  const counts = (data?.counts ?? {}) as Readonly<Record<string, number>>;
  const counted = Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
  const said = [...processing_errors, ...processing_warnings].map(([file, text]) => `${file}: ${text}`);
  return { workflow_state, counted, said };
}

/** Imports files, each a list of lines, that are all taken. */
async function importFiles(files: Files, options?: Options) {
  const texts = Object.entries(files).map(([name, lines]) => [`${name}.csv`, `${lines.join('\n')}\n`]);
  const { workflow_state, counted, said } = await importInto(account_id, Object.fromEntries(texts), options);
  expect([workflow_state, said]).toEqual(['imported', []]);
  return counted;
}

/** The lines of one file of the export, without its header, as far as they begin with the text. */
async function exported(kind: string, start = ''): Promise<readonly string[]> {
  const files = await exportOverHttp(client, account_id, [`${kind}.csv`]);
  const [, ...lines] = (files.get(`${kind}.csv`) ?? '').trimEnd().split('\n');
  return lines.filter((line) => line.startsWith(start));
}

async function all<T>(pages: AsyncIterable<T>): Promise<readonly T[]> {
  const items: T[] = [];
  for await (const item of pages) items.push(item);
  return items;
}

/** The school's files of the year, in which things are called so and so. */
const school = (year: string): Files => ({
  accounts: ['account_id,parent_account_id,name,status', `ARTS,,Arts ${year},active`, 'LAW,,Law,active'],
  terms: [
    'term_id,name,status,start_date,end_date',
    `FALL,Fall ${year},active,2026-08-24T00:00:00Z,2026-12-18T00:00:00Z`,
  ],
  courses: [
    'course_id,short_name,long_name,account_id,term_id,status',
    `ALG,ALG ${year},Algebra ${year},ARTS,FALL,active`,
    'BIO,BIO,Biology,ARTS,FALL,active',
  ],
  sections: [
    'section_id,course_id,name,status',
    `ALG-1,ALG,Morning ${year},active`,
    'ALG-2,ALG,Evening,active',
    'BIO-1,BIO,Only,active',
  ],
  users: [
    'user_id,login_id,full_name,short_name,status',
    `ADA,ada,Ada Byron,Ada ${year},active`,
    'BOB,bob,Bob Ross,Bob,active',
    'CYD,cyd,Cyd Moss,Cyd,active',
  ],
  enrollments: [
    'course_id,section_id,user_id,role,status',
    ',ALG-1,ADA,student,active',
    ',ALG-2,BOB,student,active',
    ',BIO-1,CYD,teacher,active',
  ],
  group_categories: ['group_category_id,account_id,category_name,status', 'CLUBS,,Clubs,active'],
  groups: ['group_id,group_category_id,name,status', `CHESS,CLUBS,Chess ${year},available`],
  group_memberships: ['group_id,user_id,status', 'CHESS,ADA,accepted'],
});

/** What objects are called now, as the API shows them. */
async function names() {
  const [account, term, course, section, user, group] = await Promise.all([
    client.showAccount({ id: 'sis_account_id:ARTS' }),
    client.showTerm({ account_id, id: 'sis_term_id:FALL' }),
    client.showCourse({ id: 'sis_course_id:ALG' }),
    client.showSection({ id: 'sis_section_id:ALG-1' }),
    client.showUser({ id: 'sis_user_id:ADA' }),
    client.showGroup({ id: 'sis_group_id:CHESS' }),
  ]);
  return {
    account: account.name,
    term: term.name,
    course: [course.name, course.course_code],
    section: section.name,
    user: user.short_name,
    group: group.name,
  };
}

/** What they are called after a file of that year. */
const named = (year: string) => ({
  account: `Arts ${year}`,
  term: `Fall ${year}`,
  course: [`Algebra ${year}`, `ALG ${year}`],
  section: `Morning ${year}`,
  user: `Ada ${year}`,
  group: `Chess ${year}`,
});

describe('names', () => {
  const byHand = {
    account: 'School of Arts',
    term: 'Autumn',
    course: ['Linear Algebra', 'LIN'],
    section: 'Early',
    user: 'Countess',
    group: 'Chess and Go',
  };

  it('come from the first import', async () => {
    expect(await importFiles(school('I'))).toEqual({
      accounts: 2,
      terms: 1,
      courses: 2,
      sections: 3,
      users: 3,
      enrollments: 3,
      group_categories: 1,
      groups: 1,
      group_memberships: 1,
    });
    expect(await names()).toEqual(named('I'));
    for (const sis_id of ['ADA', 'BOB', 'CYD']) {
      id[sis_id] = (await client.showUser({ id: `sis_user_id:${sis_id}` })).id;
    }
    for (const sis_id of ['ALG', 'BIO']) {
      id[sis_id] = (await client.showCourse({ id: `sis_course_id:${sis_id}` })).id;
    }
  });

  it('stay as a person has changed them, whatever the next import calls them', async () => {
    await client.updateAccount({ id: 'sis_account_id:ARTS', account: { name: byHand.account } });
    await client.updateTerm({
      account_id,
      id: 'sis_term_id:FALL',
      enrollment_term: { name: byHand.term },
    });
    const [name = '', course_code = ''] = byHand.course;
    await client.updateCourse({ id: 'sis_course_id:ALG', course: { name, course_code } });
    await client.updateSection({ id: 'sis_section_id:ALG-1', course_section: { name: byHand.section } });
    await client.updateUser({ id: 'sis_user_id:ADA', user: { short_name: byHand.user } });
    await client.updateGroup({ id: 'sis_group_id:CHESS', name: byHand.group });
    expect(await names()).toEqual(byHand);
    expect(await importFiles(school('II'))).toMatchObject({ accounts: 2, courses: 2, users: 3 });
    expect(await names()).toEqual(byHand);
    expect(await exported('courses', 'ALG')).toEqual([
      expect.stringContaining('ALG,,LIN,Linear Algebra,ARTS,FALL,active'),
    ]);
  });

  it('are those of an import that overrides, and are still shielded from the next one', async () => {
    await importFiles(school('III'), { override_sis_stickiness: true });
    expect(await names()).toEqual(named('III'));
    await importFiles(school('IV'));
    expect(await names()).toEqual(named('III'));
  });

  it('are up to the files again once an import has cleared what stuck', async () => {
    await importFiles(school('V'), { override_sis_stickiness: true, clear_sis_stickiness: true });
    await importFiles(school('VI'));
    expect(await names()).toEqual(named('VI'));
  });

  it('are left alone by a person who does not mean to override another one', async () => {
    await client.updateCourse({ id: 'sis_course_id:BIO', course: { name: 'Life' } });
    const asked = { id: 'sis_course_id:BIO', override_sis_stickiness: false };
    await client.updateCourse({ ...asked, course: { name: 'Botany', course_code: 'BOT' } });
    const { name, course_code } = await client.showCourse({ id: id.BIO! });
    expect([name, course_code]).toEqual(['Life', 'BOT']);
  });
});

describe('members of a group', () => {
  const members = async () =>
    (await all(client.listGroupMemberships({ group_id: 'sis_group_id:CHESS' })))
      .map(({ user_id, workflow_state }) => [user_id, workflow_state])
      .toSorted(([a], [b]) => Number(a) - Number(b));

  it('whom a person adds stay when a file does not name them', async () => {
    await client.createGroupMembership({ group_id: 'sis_group_id:CHESS', user_id: 'sis_user_id:BOB' });
    expect(await importFiles({ group_memberships: school('').group_memberships! })).toEqual({
      group_memberships: 1,
    });
    expect(await members()).toEqual([
      [id.ADA, 'accepted'],
      [id.BOB, 'accepted'],
    ]);
    // Nothing that a file has said.
    expect(await exported('group_membership')).toEqual(['CHESS,ADA,accepted']);
  });

  it('come back by a file after a person has removed them, and go by a file', async () => {
    await client.deleteGroupUser({ group_id: 'sis_group_id:CHESS', user_id: id.ADA! });
    expect(await members()).toEqual([[id.BOB, 'accepted']]);
    const lines = ['group_id,user_id,status', 'CHESS,ADA,accepted', 'CHESS,BOB,deleted'];
    expect(await importFiles({ group_memberships: lines })).toEqual({ group_memberships: 2 });
    expect(await members()).toEqual([[id.ADA, 'accepted']]);
  });
});

describe('a section', () => {
  const xlist = (course: string, status = 'active') => ({
    xlists: ['xlist_course_id,section_id,status', `${course},ALG-2,${status}`],
  });
  const place = async () => {
    const { course_id, nonxlist_course_id, sis_course_id } = await client.showSection({
      id: 'sis_section_id:ALG-2',
    });
    return { course_id, nonxlist_course_id, sis_course_id };
  };

  it('that a person has cross-listed takes its people along and stays there, whatever a file says', async () => {
    await client.crossListSection({ id: 'sis_section_id:ALG-2', new_course_id: 'sis_course_id:BIO' });
    const there = { course_id: id.BIO, nonxlist_course_id: id.ALG, sis_course_id: 'BIO' };
    expect(await place()).toEqual(there);
    expect(await importFiles(xlist('BIG'))).toEqual({});
    expect(await importFiles({ sections: school('').sections! })).toEqual({ sections: 3 });
    expect(await place()).toEqual(there);
    const bob = await all(client.listUserEnrollments({ user_id: 'sis_user_id:BOB' }));
    expect(bob.map(({ course_id }) => course_id)).toEqual([id.BIO]);
    expect(await exported('xlist')).toEqual(['BIO,ALG-2,active']);
  });

  it('has its next people where it is now, though their rows name its home', async () => {
    const lines = ['course_id,section_id,user_id,role,status', 'ALG,ALG-2,CYD,student,active'];
    expect(await importFiles({ enrollments: lines })).toEqual({ enrollments: 1 });
    const found = await all(client.listSectionEnrollments({ section_id: 'sis_section_id:ALG-2' }));
    expect(found.map(({ user_id, course_id }) => [user_id, course_id])).toEqual(
      expect.arrayContaining([
        [id.BOB, id.BIO],
        [id.CYD, id.BIO],
      ]),
    );
  });

  it('moves on by an import that overrides, into a course that is made for it', async () => {
    expect(await importFiles(xlist('BIG'), { override_sis_stickiness: true })).toMatchObject({ xlists: 1 });
    const big = await client.showCourse({ id: 'sis_course_id:BIG' });
    expect(big).toMatchObject({ name: 'Life', workflow_state: 'unpublished' });
    expect(await place()).toEqual({ course_id: big.id, nonxlist_course_id: id.ALG, sis_course_id: 'BIG' });
  });

  it('that a person has taken home stays at home', async () => {
    await client.endCrossListing({ id: 'sis_section_id:ALG-2' });
    const home = { course_id: id.ALG, nonxlist_course_id: null, sis_course_id: 'ALG' };
    expect(await place()).toEqual(home);
    expect(await importFiles(xlist('BIG'))).toEqual({});
    expect(await place()).toEqual(home);
    expect(await exported('xlist')).toEqual([]);
  });
});

describe('what a person has deleted', () => {
  const enrollmentOf = async (user: string) => {
    const states = ['active', 'deleted'] as const;
    const found = await all(
      client.listUserEnrollments({ user_id: `sis_user_id:${user}`, state: [...states] }),
    );
    return found
      .map(({ sis_section_id, enrollment_state }) => `${sis_section_id} ${enrollment_state}`)
      .toSorted();
  };

  it('comes back by the next file: an enrollment, a section, a group, an account', async () => {
    const [ada] = await all(client.listSectionEnrollments({ section_id: 'sis_section_id:ALG-1' }));
    await client.endEnrollment({ course_id: id.ALG!, id: ada!.id, task: 'delete' });
    await client.deleteSection({ id: 'sis_section_id:ALG-1' });
    await client.deleteGroup({ id: 'sis_group_id:CHESS' });
    await client.deleteSubAccount({ account_id, id: 'sis_account_id:LAW' });
    expect(await enrollmentOf('ADA')).toEqual(['ALG-1 deleted']);
    await importFiles(school('VI'));
    expect(await enrollmentOf('ADA')).toEqual(['ALG-1 active']);
    expect((await client.showSection({ id: 'sis_section_id:ALG-1' })).course_id).toBe(id.ALG);
    expect((await client.showGroup({ id: 'sis_group_id:CHESS' })).members_count).toBe(1);
    expect(await client.showAccount({ id: 'sis_account_id:LAW' })).toMatchObject({
      workflow_state: 'active',
    });
  });

  it('stays away if its state sticks, until an import overrides: a course, a person', async () => {
    await client.deleteCourse({ id: 'sis_course_id:BIO', event: 'delete' });
    await client.removeUser({ account_id, user_id: 'sis_user_id:BOB' });
    const { courses, users } = school('VI');
    const again = { courses: courses!, users: users! };
    expect(await importFiles(again)).toEqual({ courses: 2, users: 3 });
    expect(await exported('courses', 'BIO')).toEqual([expect.stringContaining(',deleted,')]);
    expect(await exported('users', 'BOB')).toEqual([expect.stringMatching(/,deleted$/)]);
    await expect(client.showCourse({ id: 'sis_course_id:BIO' })).rejects.toMatchObject({ status: 404 });
    await expect(client.showUser({ id: 'sis_user_id:BOB' })).rejects.toMatchObject({ status: 404 });
    await importFiles(again, { override_sis_stickiness: true });
    // The same objects as before, but what went with them is up to its own file.
    expect((await client.showCourse({ id: 'sis_course_id:BIO' })).id).toBe(id.BIO);
    expect((await client.showUser({ id: 'sis_user_id:BOB' })).id).toBe(id.BOB);
    expect(await enrollmentOf('BOB')).toEqual(['ALG-2 deleted']);
    expect(await importFiles(school('VI'))).toMatchObject({ sections: 3, enrollments: 3 });
    expect(await enrollmentOf('BOB')).toEqual(['ALG-2 active']);
  });
});

describe('the export at the end of the year', () => {
  it('changes nothing when it is imported, and makes the same school elsewhere', async () => {
    const files = await exportOverHttp(client, account_id);
    expect(await importInto(account_id, Object.fromEntries(files))).toMatchObject({ said: [] });
    expect(await exportOverHttp(client, account_id)).toEqual(files);
    const account = { name: 'Hillside', domain: 'hillside.example' };
    const { id: elsewhere } = await client.createRootAccount({ account_id: 'self', account });
    expect(await importInto(elsewhere, Object.fromEntries(files))).toMatchObject({ said: [] });
    // But for the ids of roles, of which each root account has its own.
    const withoutRoles = ([name, text]: readonly [string, string]) => [name, text.replace(/,\d+,/g, ',,')];
    const there = await exportOverHttp(client, elsewhere);
    expect([...there].map(withoutRoles)).toEqual([...files].map(withoutRoles));
  });
});
