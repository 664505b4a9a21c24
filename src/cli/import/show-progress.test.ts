import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import type { SisImport } from '../../client/index.ts';
import { createBars } from './show-progress.ts';

function open(columns: number) {
  const stream = Object.assign(new PassThrough({ encoding: 'utf8' }), { columns });
  return { stream, read: () => String(stream.read() ?? '').replaceAll('\u001b[K', '') };
}

const at = (name: string, done_rows: number, total_rows: number, data: object = {}) =>
  ({ workflow_state: 'importing', data: { phase: { name, done_rows, total_rows }, ...data } }) as SisImport;
const kinds = { supplied_batches: ['user', 'enrollment'] };
const outcomes = (users: number) => ({ ...kinds, outcomes: { users: { rows: users } } });

test('draws the running phase over itself, and leaves those before it', () => {
  const { stream, read } = open(80);
  const bars = createBars(stream);
  bars.update(at('reading', 0, 0));
  expect(read()).toBe(`\rreading  [${' '.repeat(30)}]`);
  bars.update(at('users', 1000, 4000, kinds));
  expect(read()).toBe(
    `\rreading      [${'='.repeat(30)}]\n\rusers        [${'='.repeat(7)}${' '.repeat(23)}]  1,000 of 4,000 rows`,
  );
  bars.update(at('users', 1000, 4000, kinds));
  expect(read(), 'Nothing has changed.').toBe('');
  bars.update(at('enrollments', 1, 2, outcomes(4000)));
  expect(read()).toBe(
    `\rusers        [${'='.repeat(30)}]  4,000 rows\n\renrollments  [${'='.repeat(15)}${' '.repeat(15)}]  1 of 2 rows`,
  );
  bars.close();
  expect(read()).toBe('\n');
  bars.close();
  expect(read()).toBe('');
});

test('leaves nothing to end when the import has ended', () => {
  const { stream, read } = open(80);
  const bars = createBars(stream);
  bars.update({ workflow_state: 'imported', data: outcomes(1) } as unknown as SisImport);
  expect(read().replaceAll('\r', '')).toMatch(/ {2}1 row\n.*\nfinishing {4}\[=+\]\n$/);
  bars.close();
  expect(read()).toBe('');
});

test.each([120, 60, 40, 20, 12])(
  'never fills a terminal of %i columns, so that it breaks no line',
  (columns) => {
    const { stream, read } = open(columns);
    const bars = createBars(stream);
    bars.update(at('users', 123_456, 1_234_567, kinds));
    bars.update(at('enrollments', 1_234_567, 12_345_678, outcomes(1_234_567)));
    const lines = read().split(/[\r\n]+/);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(columns);
    expect(lines.at(-1)).toMatch(/^enrollments/);
  },
);

test('says once that it waits for others', () => {
  const { stream, read } = open(80);
  let now = 0;
  const bars = createBars(stream, () => now);
  const waiting = { workflow_state: 'created', data: {} } as SisImport;
  bars.update(waiting);
  expect(read()).toBe('');
  now = 3_000;
  bars.update(waiting);
  bars.update(waiting);
  expect(read()).toBe('\rwaiting for the imports before this one\n');
});
