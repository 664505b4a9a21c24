import { generate } from '../../scripts/district/generate-for-test.ts';
import { fileTypes } from '../../src/format/index.ts';

/** The files of one upload, name to content. */
export type UploadFiles = Readonly<Record<string, Buffer>>;

// Grade publishing results name enrollments by the numbers of the database: no two tenants can take the same file.
const every_type = fileTypes.map(({ name }) => name).filter((name) => name !== 'grade_publishing_results');
const first_types = every_type.filter((name) => name !== 'change_sis_id');

/**
 * Two uploads of one invented school with mistakes of every kind. The second changes and leaves out rows, gives
 * people and courses new SIS IDs, and ends enrollments that the first has made.
 */
export function generateMixedDistrict(users: number): readonly [UploadFiles, UploadFiles] {
  const counts = {
    users,
    courses: Math.ceil(users / 8),
    sections: Math.ceil(users / 4),
    enrollments: users * 3,
    groups: Math.ceil(users / 12),
    logins: Math.ceil(users / 12),
    xlists: 3,
  };
  const words = Object.entries(counts).flatMap(([name, count]) => [`--${name}`, String(count)]);
  words.push('--faults', '0.1');
  const first = generate(...words, '--types', first_types.join());
  const second = generate(...words, '--types', every_type.join(), '--changed', '0.3', '--drop', '0.2');
  return [first.bytes, { ...second.bytes, 'enrollments.csv': withDeletes(second.bytes['enrollments.csv']) }];
}

/** A file of enrollments with each seventh one deleted, which a file puts off to its end. */
function withDeletes(file: Buffer | undefined): Buffer {
  const lines = String(file ?? '').split('\n');
  return Buffer.from(
    lines.map((line, at) => (at % 7 === 1 ? line.replace(',active,', ',deleted,') : line)).join('\n'),
  );
}

/** The same files, some of them with every third of their rows only. */
export function leaveOut(files: UploadFiles, names: readonly string[]): UploadFiles {
  const shortened = names.map((name) => {
    const [header = '', ...rows] = String(files[name] ?? '')
      .trimEnd()
      .split('\n');
    return [name, Buffer.from(`${[header, ...rows.filter((_, at) => at % 3 === 0)].join('\n')}\n`)] as const;
  });
  return { ...files, ...Object.fromEntries(shortened) };
}

/** How many rows files hold. */
export function countRows(files: UploadFiles): number {
  return Object.values(files).reduce((sum, file) => sum + String(file).trimEnd().split('\n').length - 1, 0);
}
