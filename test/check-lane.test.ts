import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type AnalyzeOptions, analyzeUpload, type Finding } from '../src/check/index.ts';
import { baseUpload, randomUpload } from './support/random-uploads.ts';
import { uploadFile } from './support/upload-files.ts';

// People and enrollments about which there is nothing to say are taken by their bytes: what is found is the same as when every
// row is read as text.

async function found(
  files: Readonly<Record<string, string | Uint8Array>>,
  chunk_bytes: number,
  options: AnalyzeOptions,
) {
  const findings: Finding[] = [];
  const sink = {
    reset: () => void findings.splice(0),
    tell: (one: Finding) => void findings.push(one),
    refuse() {},
  };
  const opened = Object.entries(files).map(([path, text]) => uploadFile(text, path, chunk_bytes));
  const upload = {
    files: opened.filter(({ size_bytes }) => size_bytes > 0),
    messages: [],
    close: async () => {},
  };
  const { files: read, broken } = await analyzeUpload(upload, sink, options);
  return { findings, read, broken: broken.map(({ path }) => path) };
}

const one = (...values: readonly string[]) => fc.constantFrom(...values);

/** Lines of an enrollments file, plain ones most of all. */
const line = fc
  .tuple(
    one('course-1', 'course-2', 'course-3', '', '"course-1"', 'course-9'),
    one('section-1', 'section-2', '', '', 'section-9', ' section-1'),
    one('user-1', 'user-2', 'user-3', 'user-1', 'user-9', 'ü'),
    one('student', 'student', 'teacher', 'observer', 'observer', 'wizard', ''),
    one(
      'active',
      'active',
      'ACTIVE',
      'completed',
      'inactive',
      'deleted',
      'deleted_last_completed',
      'wrong',
      '',
    ),
    one('', '', '', '2026-09-01', 'soon'),
    one('', '', '', '2026-10-01', '2026-01-01'),
    one('', '', 'true', 'perhaps'),
    one('', '', 'user-1', 'user-2', 'user-3', 'user-9', '"user-2"', '1E5'),
    one('\n', '\n', '\n', '\r\n', ',\n', '\n\n', '\n,,,,,,,,\n', '\n"a\nb",,,,,,,,\n'),
  )
  .map(([...cells]) => cells.slice(0, 9).join(',') + cells[9]);

const header = 'course_id,section_id,user_id,role,status,start_date,end_date,notify,associated_user_id';
const enrollments = fc
  .tuple(
    one('\n', '\n', '\r\n', '\r'),
    fc.array(line, { maxLength: 30, size: 'max' }),
    one('', 'course-1,"', 'x"y'),
  )
  .map(([end, lines, tail]) => header + end + lines.join('') + tail);

const user_header =
  'user_id,integration_id,login_id,authentication_provider_id,password,first_name,last_name,email,declared_user_type,canvas_password_notification,home_account,status';

/** What cells of a users file can hold, by column, beside what is well and new. */
const odd_cells: readonly (readonly string[])[] = [
  ['user-1', 'p-1', '"p-2"', '"p""3"', '', ' p-7', '1E5', '2E7', 'ü', 'x'.repeat(256)],
  ['in-1', 'in-2', '"in-4"', '2E7', 'i1', '\u00e9'],
  [
    'ada',
    'login1',
    'LOGIN2',
    '"login3"',
    '"lo""gin"',
    'ΣΟΦΟΣ',
    'σοφος',
    'b\u007fll',
    '',
    'l'.repeat(101),
    '"g, h"',
  ],
  ['canvas', 'ldap'],
  ['a long secret', 'short'],
  [
    '"Byron, Ada"',
    '"say ""hi"""',
    '""""',
    '"Å """',
    ' Ada',
    'Ada ',
    'Van Dyke',
    '\u00a0Ada',
    'n'.repeat(130),
  ],
  ['Ã¶berg', 'b'.repeat(130), '\ufffd', 'two\tparts', 'nul\0', ''],
  ['login1@x.org', 'LOGIN2@x.org', 'b@x.org', 'ç@x.org', 'nowhere', 'a b@x.org', '"b@x.org"', ''],
  ['Student', '<delete>', '<DELETE>', 'wizard'],
  ['true', 'no', 'perhaps'],
  ['1', 'perhaps'],
  ['Active', 'active_2026', 'suspended', 'suspendedly', 'deleted', 'deleted_', 'gone', ''],
];

const odd_cell = fc
  .nat({ max: odd_cells.length - 1 })
  .chain((column) => fc.tuple(fc.constant(column), one(...(odd_cells[column] ?? []))));

/** Lines of a users file with an oddity or two, or none: with more of them one would hide the others. */
const person = fc
  .tuple(
    fc.integer({ min: 1, max: 40 }),
    one('Ada', 'Åsa', '"Byron, Ada"', '민준'),
    fc.array(odd_cell, { maxLength: 2 }),
    one('\n', '\n', '\n', '\n', '\r\n', ',\n', '\n\n', '\n"a\nb",,,,,,,,,,,\n'),
  )
  .map(([number, name, odd, end]) => {
    const login = `login${number}`;
    const cells = [
      `p-${number}`,
      '',
      login,
      '',
      '',
      name,
      'Byron',
      `${login}@x.org`,
      'teacher',
      '',
      '',
      'active',
    ];
    for (const [column, cell] of odd) cells[column] = cell;
    return cells.join(',') + end;
  });

const users = fc
  .tuple(
    one('\n', '\n', '\r\n', '\r'),
    fc.array(person, { maxLength: 30, size: 'max' }),
    one('', '', '', '', '', 'p-9,"', 'x"y', '"p-9" ,'),
  )
  .map(([end, lines, tail]) => user_header + end + lines.join('') + tail);

it('finds the same people by bytes and by rows', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(randomUpload, fc.constant({})),
      users,
      users,
      enrollments,
      fc.integer({ min: 1, max: 500 }),
      async (drawn, first, second, last, chunk_bytes) => {
        const files = {
          ...baseUpload,
          ...Object.fromEntries(Object.entries(drawn).map(([name, text]) => [`b/${name}`, text])),
          'c/users.csv': first,
          'd/users.csv': second,
          'e/enrollments.csv': last,
        };
        const by_bytes = await found(files, chunk_bytes, {});
        expect(by_bytes).toEqual(await found(files, 4096, { plainly: true }));
      },
    ),
    { numRuns: Number(process.env.LAWS_RUNS ?? 100), endOnFailure: true },
  );
}, 120_000);

/** Lines of a file of memberships. */
function memberships(kind: string) {
  const member = fc
    .tuple(
      one(`${kind}-1`, `${kind}-2`, `${kind}-3`, `"${kind}-1"`, `${kind}-9`, '1E5', ''),
      one('user-1', 'user-2', 'user-3', 'user-4', 'user-9', '2E7', ''),
      one('accepted', 'accepted', 'Accepted_', 'deleted', 'DELETED', 'gone', ''),
      one('\n', '\n', '\n', '\r\n', ',\n', '\n\n', '\n,,\n', '\n"a\nb",,\n'),
    )
    .map(([group, user, status, end]) => `${group},${user},${status}${end}`);
  return fc
    .array(member, { maxLength: 30, size: 'max' })
    .map((lines) => `${kind}_id,user_id,status\n${lines.join('')}`);
}

const tags = {
  'd/tags.csv':
    'tag_id,course_id,name,status\ntag-1,course-1,One,available\ntag-2,course-2,Two,available\n1E5,course-1,Three,available\n',
  'd/groups.csv':
    'group_id,account_id,name,status\ngroup-3,account-1,Of an account,available\n1E5,,Spoilt,available\n',
};

it('finds the same members of groups, and those with tags, by bytes and by rows', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(randomUpload, fc.constant({})),
      enrollments,
      memberships('group'),
      memberships('group'),
      memberships('tag'),
      fc.integer({ min: 1, max: 500 }),
      async (drawn, enrolled, first, second, tagged, chunk_bytes) => {
        const files = {
          ...baseUpload,
          ...tags,
          ...Object.fromEntries(Object.entries(drawn).map(([name, text]) => [`b/${name}`, text])),
          'c/users.csv':
            'user_id,login_id,status\nuser-4,user4,active\nuser-3,user3,deleted\n2E7,spoilt,active\n',
          'c/enrollments.csv': enrolled,
          'e/groups_membership.csv': first,
          'f/groups_membership.csv': second,
          'g/tagged.csv': tagged,
        };
        const by_bytes = await found(files, chunk_bytes, {});
        expect(by_bytes).toEqual(await found(files, 4096, { plainly: true }));
      },
    ),
    { numRuns: Number(process.env.LAWS_RUNS ?? 100), endOnFailure: true },
  );
}, 120_000);

it('finds a byte that is no letter in the name of somebody, and leaves the file out', async () => {
  const text = `${user_header}\np-1,,ada.b,,,Ada,Byron,,,,,active\np-2,,cyd.d,,,C\u00ffd,Doe,,,,,active\n`;
  const files = { 'users.csv': Buffer.from(text, 'latin1') };
  const by_bytes = await found(files, 4096, {});
  expect(by_bytes.broken).toEqual(['users.csv']);
  expect(by_bytes).toEqual(await found(files, 4096, { plainly: true }));
});

it('finds the same by bytes and by rows', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(randomUpload, fc.constant({})),
      enrollments,
      enrollments,
      fc.integer({ min: 1, max: 500 }),
      async (drawn, first, second, chunk_bytes) => {
        const files = {
          ...baseUpload,
          ...Object.fromEntries(Object.entries(drawn).map(([name, text]) => [`b/${name}`, text])),
          'c/enrollments.csv': first,
          'd/enrollments.csv': second,
        };
        const by_bytes = await found(files, chunk_bytes, {});
        expect(by_bytes).toEqual(await found(files, 4096, { plainly: true }));
      },
    ),
    { numRuns: Number(process.env.LAWS_RUNS ?? 100), endOnFailure: true },
  );
}, 120_000);
