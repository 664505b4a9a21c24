import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';

/** A row as written: every cell by its column. */
export type Row = Readonly<Record<string, string>>;

interface Summary {
  readonly files: readonly {
    readonly type: string;
    readonly file: string;
    readonly rows: number;
    readonly bytes: number;
    readonly mistakes: Readonly<Record<string, number>>;
  }[];
}

/** What one run of the generator left behind: its summary, and the files as bytes and as rows. */
export interface District {
  readonly summary: Summary;
  readonly bytes: Readonly<Record<string, Buffer>>;
  readonly rows: (file: string) => readonly Row[];
}

/** Runs the generator as a person would, into a folder that is gone afterwards. */
export function runGenerator(...words: string[]) {
  const out = mkdtempSync(join(tmpdir(), 'district-'));
  try {
    const command = ['scripts/generate-district.mjs', '--out', out, '--json', ...words];
    const { status, stdout, stderr } = spawnSync(process.execPath, command, { encoding: 'utf8' });
    const bytes = Object.fromEntries(readdirSync(out).map((file) => [file, readFileSync(join(out, file))]));
    return { status, stdout, stderr, bytes };
  } finally {
    rmSync(out, { recursive: true });
  }
}

/** Generates a district; throws what the generator says when it refuses. */
export function generate(...words: string[]): District {
  const { status, stdout, stderr, bytes } = runGenerator(...words);
  if (status !== 0) throw new Error(stderr);
  const parsed = new Map<string, Row[]>();
  const rows = (file: string) => {
    const known = parsed.get(file) ?? parse(bytes[file] ?? '', { columns: true });
    parsed.set(file, known);
    return known;
  };
  return { summary: JSON.parse(stdout) as Summary, bytes, rows };
}

/** What tells an enrollment from another; a designer's row has no section but a course. */
export function enrollmentKey(row: Row): string {
  return [row.section_id || row.course_id, row.user_id, row.role].join();
}

/** The options of a district that a test reads in a blink. */
export const small = '--users 600 --courses 40 --sections 90 --enrollments 3000 --groups 30 --xlists 3'.split(
  ' ',
);
