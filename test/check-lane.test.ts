import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type AnalyzeOptions, analyzeUpload, type Finding } from '../src/check/index.ts';
import { baseUpload, randomUpload } from './support/random-uploads.ts';
import { uploadFile } from './support/upload-files.ts';

// Enrollments about which there is nothing to say are taken by their bytes: what is found is the same as when every
// row is read as text.

async function found(files: Readonly<Record<string, string>>, chunk_bytes: number, options: AnalyzeOptions) {
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
    one('student', 'student', 'teacher', 'observer', 'wizard', ''),
    one('active', 'active', 'ACTIVE', 'completed', 'inactive', 'deleted', 'wrong', ''),
    one('', '', '', '2026-09-01', 'soon'),
    one('', '', '', '2026-10-01', '2026-01-01'),
    one('', '', 'true', 'perhaps'),
    one('\n', '\n', '\n', '\r\n', ',\n', '\n\n', '\n,,,,,,,\n', '\n"a\nb",,,,,,,\n'),
  )
  .map(([...cells]) => cells.slice(0, 8).join(',') + cells[8]);

const header = 'course_id,section_id,user_id,role,status,start_date,end_date,notify';
const enrollments = fc
  .tuple(
    one('\n', '\n', '\r\n', '\r'),
    fc.array(line, { maxLength: 30, size: 'max' }),
    one('', 'course-1,"', 'x"y'),
  )
  .map(([end, lines, tail]) => header + end + lines.join('') + tail);

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
