import { createHash } from 'node:crypto';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { type FileType, fileTypes, recognizeFileType } from '../src/format/index.ts';
import { type District, generate, runGenerator, small } from './district/generate-for-test.ts';

const optionOf: Record<string, string> = {
  account: 'accounts',
  term: 'terms',
  course: 'courses',
  section: 'sections',
  user: 'users',
  enrollment: 'enrollments',
  group: 'groups',
  group_membership: 'memberships',
  user_observer: 'observers',
  xlist: 'xlists',
  login: 'logins',
  admin: 'admins',
  group_category: 'categories',
};

const digest = ({ bytes }: District) =>
  Object.entries(bytes).map(([file, content]) => [file, createHash('sha256').update(content).digest('hex')]);

describe('generate:district', () => {
  const all = generate(...small, '--types', 'all', '--overrides', '6');

  it('gives the same bytes for the same seed and others for another', () => {
    expect(digest(generate(...small, '--types', 'all', '--overrides', '6'))).toEqual(digest(all));
    const other = generate(...small, '--types', 'all', '--overrides', '6', '--seed', '2');
    for (const file of ['users.csv', 'courses.csv', 'sections.csv', 'enrollments.csv']) {
      expect(other.bytes[file]!.equals(all.bytes[file]!)).toBe(false);
    }
  });

  it('gives the same second edition for the same second seed and others for another', () => {
    const [second, again, other] = [[], [], ['--seed2', '9']].map((words) =>
      digest(generate(...small, '--changed', '0.1', '--drop', '0.05', ...words)),
    );
    expect(again).toEqual(second);
    expect(other).not.toEqual(second);
  });

  it('writes every file type under its usual name, with columns of the type only', () => {
    expect(all.summary.files.map(({ type }) => type)).toEqual(fileTypes.map(({ name }) => name));
    for (const { type, file, rows, bytes } of all.summary.files) {
      const [header = [], ...records] = parse(all.bytes[file]!) as string[][];
      const recognized: FileType | null = recognizeFileType(header);
      expect(recognized?.name).toBe(type);
      expect(recognized?.file_name).toBe(file);
      for (const column of header) expect(Object.keys(recognized!.columns)).toContain(column);
      expect(records.length).toBe(rows);
      expect(rows).toBeGreaterThan(0);
      expect(all.bytes[file]!.length).toBe(bytes);
    }
  });

  it('leaves out, unless asked, what an empty server cannot take', () => {
    const usual = generate(...small);
    const left_out = fileTypes
      .map(({ name }) => name)
      .filter((name) => !usual.summary.files.some(({ type }) => type === name));
    expect(left_out).toEqual([
      'change_sis_id',
      'abstract_course',
      'differentiation_tag_set',
      'differentiation_tag',
      'differentiation_tag_membership',
      'institutional_tag_category',
      'institutional_tag',
      'institutional_tag_association',
      'grade_publishing_results',
    ]);
    const part = generate(...small, '--types', 'enrollment,user');
    expect(Object.keys(part.bytes).sort()).toEqual(['enrollments.csv', 'users.csv']);
    for (const file of Object.keys(part.bytes))
      expect(part.bytes[file]!.equals(usual.bytes[file]!)).toBe(true);
  });

  it('makes as many rows as asked, mistakes included', () => {
    const asked = { account: 9, term: 3, course: 41, section: 83, user: 700, enrollment: 2999, group: 25 };
    const more = {
      group_membership: 201,
      user_observer: 77,
      xlist: 5,
      login: 6,
      admin: 4,
      group_category: 6,
    };
    const options = Object.entries({ ...asked, ...more }).flatMap(([type, rows]) => [
      `--${optionOf[type]}`,
      `${rows}`,
    ]);
    for (const faults of ['0', '0.1']) {
      const { summary } = generate(...options, '--faults', faults);
      expect(Object.fromEntries(summary.files.map(({ type, rows }) => [type, rows]))).toEqual({
        ...asked,
        ...more,
      });
    }
  });

  it('packs the same files into a zip', () => {
    const zips = [1, 2].map(() => generate(...small, '--zip').bytes['district.zip']!);
    expect(zips[0]!.equals(zips[1]!)).toBe(true);
    expect(zips[0]!.subarray(0, 2).toString()).toBe('PK');
    for (const file of ['users.csv', 'enrollments.csv']) expect(zips[0]!.includes(file)).toBe(true);
  });

  it('tells in a sentence what it cannot do', () => {
    for (const words of [
      ['--pupils', '3'],
      ['--users', 'many'],
      ['--types', 'pupil'],
      ['--users', '20', '--sections', '2', '--courses', '2', '--enrollments', '1000'],
      ['--users', '20', '--groups', '1', '--memberships', '50'],
      ['--order', 'backwards'],
    ]) {
      const { status, stderr } = runGenerator(...words);
      expect({ words, status }).toEqual({ words, status: 2 });
      expect(stderr.trim()).toMatch(/^[^\n]+\.$/);
    }
    const help = runGenerator('--help').stdout;
    for (const option of Object.values(optionOf)) expect(help).toContain(`--${option} `);
  });
});
