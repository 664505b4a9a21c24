import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CsvScanner, csvLine, type FileType, fileTypes } from '../../format/index.ts';
import type { OpenedUpload, UploadFile } from '../open/index.ts';
import { type DiffSettings, diffUploads } from './diff-uploads.ts';

type Files = Readonly<Record<string, string>>;

function fileOf(path: string, content: string): UploadFile {
  const bytes = Buffer.from(content);
  const read = async () => Readable.from([bytes], { objectMode: false });
  return { path, base_name: path.slice(path.lastIndexOf('/') + 1), size_bytes: bytes.length, read };
}

const uploadOf = (files: Files): OpenedUpload => ({
  files: Object.entries(files).map(([path, content]) => fileOf(path, content)),
  messages: [],
  close: async () => {},
});

/** The files of the diff, path to content, the codes of its messages, and the number of its rows. */
async function diff(current: Files, base: Files, removed_status: DiffSettings['removed_status'] = {}) {
  const found = await diffUploads(uploadOf(current), uploadOf(base), { removed_status });
  const files: Record<string, string> = {};
  for (const file of found.files) files[file.path] = await text(await file.read());
  return { files, codes: found.messages.map(({ code }) => code), rows: found.diff_rows, found };
}

const rowsOf = (content: string) => {
  const scanner = new CsvScanner();
  scanner.push(Buffer.from(content));
  scanner.end();
  const [header, ...rows] = scanner.take().map(({ cells }) => cells);
  return { header: header ?? [], rows };
};

const write = (rows: readonly (readonly string[])[]) => rows.map((cells) => csvLine(cells)).join('');

/** The columns by which the rows of each type are told apart: table 8.4 of what is known of Canvas, mended where its keys cannot work. */
const keys: Readonly<Record<string, readonly string[]>> = {
  change_sis_id: ['old_id', 'old_integration_id'],
  account: ['account_id'],
  term: ['term_id'],
  abstract_course: ['abstract_course_id'],
  course: ['course_id'],
  section: ['section_id'],
  xlist: ['section_id'],
  user: ['user_id'],
  login: ['user_id'],
  enrollment: [
    'course_id',
    'section_id',
    'user_id',
    'user_integration_id',
    'role',
    'role_id',
    'associated_user_id',
    'temporary_enrollment_source_user_id',
  ],
  admin: ['user_id', 'account_id'],
  group_category: ['group_category_id'],
  group: ['group_id'],
  group_membership: ['group_id', 'user_id'],
  differentiation_tag_set: ['tag_set_id'],
  differentiation_tag: ['tag_id'],
  differentiation_tag_membership: ['tag_id', 'user_id'],
  institutional_tag_category: ['category_id'],
  institutional_tag: ['institutional_tag_id'],
  institutional_tag_association: ['institutional_tag_id', 'user_id'],
  grade_publishing_results: ['enrollment_id'],
  user_observer: ['observer_id', 'student_id'],
};

describe.each(fileTypes.map((fileType: FileType) => [fileType.name, fileType] as const))(
  'rows of type %s',
  (name, { columns, file_name, example }) => {
    // Columns that make the file one of another type, or are not of this form of it.
    const odd = name === 'enrollment' ? [] : ['existing_integration_id', 'existing_canvas_user_id'];
    const names = Object.keys(columns).filter((column) => !odd.includes(column));
    const base = names.map((column) => example[column] ?? (keys[name]!.includes(column) ? 'x' : ''));
    const has_status = names.includes('status');

    test.each(names)('that differ in %s', async (column) => {
      const changed = names.map((other, at) => (other === column ? 'other' : base[at]!));
      const { files, rows } = await diff(
        { [file_name]: write([names, changed]) },
        { [file_name]: write([names, base]) },
      );
      const gone = names.map((other, at) => (other === 'status' ? 'deleted' : base[at]!));
      const is_removed = keys[name]!.includes(column) && has_status;
      expect(files).toEqual({ [file_name]: write([names, changed, ...(is_removed ? [gone] : [])]) });
      expect(rows).toBe(is_removed ? 2 : 1);
    });

    test('that are gone take the status of their option', async () => {
      const options = { diffing_drop_status: 'inactive', diffing_user_remove_status: 'suspended' };
      const words: Readonly<Record<string, string>> = { enrollment: 'inactive', user: 'suspended' };
      const { files } = await diff(
        { [file_name]: write([names]) },
        { [file_name]: write([names, base]) },
        options,
      );
      const gone = names.map((other, at) => (other === 'status' ? (words[name] ?? 'deleted') : base[at]!));
      expect(files).toEqual({ [file_name]: write([names, ...(has_status ? [gone] : [])]) });
    });
  },
);

test('any two uploads differ by what the rule says', async () => {
  const names = ['group_id', 'user_id', 'status', 'note'];
  const cell = fc.constantFrom('1', '2', '3');
  const status = fc.constantFrom('accepted', 'deleted', '');
  const row = fc.tuple(cell, cell, status, fc.constantFrom('', ' a ', 'a', 'ä,"b"', 'two\nlines'));
  const order = fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 });
  await fc.assert(
    fc.asyncProperty(
      fc.array(row, { maxLength: 9 }),
      fc.array(row, { maxLength: 9 }),
      order,
      async (now, old, columns) => {
        const ordered = (cells: readonly string[]) => columns.map((at) => cells[at]!);
        const current = write([names, ...now].map(ordered));
        const base = write([names, ...old]);
        const { files, rows } = await diff({ 'm.csv': current }, { 'm.csv': base });

        const trimmed = (all: readonly (readonly string[])[]) =>
          all.map((cells) => cells.map((each) => each.trim()));
        const last = (all: readonly (readonly string[])[]) =>
          new Map(trimmed(all).map((cells) => [cells.slice(0, 2).join(), cells]));
        const [last_now, last_old] = [last(now), last(old)];
        const applied = [
          ...trimmed(now)
            .map((cells, at) => ({ cells, at }))
            .filter(({ cells, at }) => {
              const key = cells.slice(0, 2).join();
              const is_last = !now.slice(at + 1).some((later) => later.slice(0, 2).join() === key);
              return is_last && last_old.get(key)?.join('\0') !== cells.join('\0');
            })
            .map(({ cells }) => cells),
          ...trimmed(old)
            .filter((cells, at) => {
              const key = cells.slice(0, 2).join();
              return (
                !last_now.has(key) && !old.slice(at + 1).some((later) => later.slice(0, 2).join() === key)
              );
            })
            .map((cells) => [cells[0]!, cells[1]!, 'deleted', cells[3]!]),
        ];
        expect(rowsOf(files['m.csv']!)).toEqual({
          header: ordered(names),
          rows: applied.map(ordered),
        });
        expect(rows).toBe(applied.length);
      },
    ),
    { numRuns: 500 },
  );
});

describe('files', () => {
  const courses = (...ids: readonly string[]) =>
    write([['course_id', 'short_name', 'long_name', 'status'], ...ids.map((id) => [id, id, id, 'active'])]);

  test('of types that the base does not have are taken as they are, byte by byte', async () => {
    const odd = 'course_id,"short_name",long_name,status\r\n"C1",b, Bio,active\r\n\r\n,,,\r\n';
    const { files, rows, found } = await diff({ 'c.csv': odd }, {});
    expect(files).toEqual({ 'c.csv': odd });
    expect([rows, found.files[0]?.total_rows]).toEqual([0, 1]);
  });

  test('come in the order of their types', async () => {
    const terms = 'term_id,name,status\nT1,Fall,active\n';
    const both = { 'a.csv': courses('C1'), 'b.csv': terms };
    expect(Object.keys((await diff(both, both)).files)).toEqual(['b.csv', 'a.csv']);
  });

  test('whose base cannot be read are taken whole, with a message', async () => {
    const broken = `${courses('C1')}C2,"x`;
    const { files, codes } = await diff({ 'c.csv': courses('C1', 'C3') }, { 'c.csv': broken });
    expect({ files, codes }).toEqual({ files: { 'c.csv': courses('C1', 'C3') }, codes: ['diff.failed'] });
  });

  test('that are faulty are told of as without diffing, in the order of the upload', async () => {
    const faulty = {
      'a.csv': 'x,y\n1,2\n',
      'b.csv': `${courses('C1')}C2,"x`,
      'c.csv': '"',
    };
    const { codes } = await diff(faulty, { 'b.csv': courses('C1') });
    expect(codes).toEqual(['file.headers_unrecognized', 'file.malformed_csv', 'file.malformed_csv']);
  });

  test('of many new columns name some of them', async () => {
    const header = ['course_id', 'short_name', 'long_name', 'status'];
    const more = [...header, ...Array.from({ length: 7 }, (_, at) => `extra${at}`)];
    const { found } = await diff({ 'c.csv': write([more]) }, { 'c.csv': write([header]) });
    expect(found.messages[0]?.params.reason).toBe(
      'the columns extra0, extra1, extra2, extra3, extra4 and 2 more are new',
    );
  });

  test('of 3,000 paths find each other', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 3000 }, (_, at) => [`${at}/c.csv`, courses(`C${at}`)]),
    );
    const { files, rows, codes } = await diff({ ...many, '7/c.csv': courses('C7', 'new') }, many);
    expect([Object.keys(files).length, rows, codes]).toEqual([3000, 1, []]);
  });
});
