import {
  type Analysis,
  analyzeUpload,
  type FindingGroup,
  FindingGroups,
  guessEncoding,
  type OpenedUpload,
  type Severity,
  UnreadableAssumptionError,
} from '../../check/index.ts';
import { CommandError, exitStatus } from '../exit-status.ts';
import { choosePaint } from '../render.ts';
import type { Surroundings } from '../surroundings.ts';
import type { CheckResult } from './check-result.ts';
import { collectExcerpts } from './collect-excerpts.ts';
import { type OpenedPaths, openPaths } from './open-paths.ts';
import { openRoster } from './open-roster.ts';
import { renderJson } from './render-json.ts';
import { renderCsv, renderGithub, renderSarif } from './render-lines.ts';
import { renderText } from './render-text.ts';
import { writeFixes } from './write-fixes.ts';

/** The forms in which findings are shown. */
export const checkFormats = ['text', 'json', 'sarif', 'csv', 'github'] as const;

export interface CheckCommandOptions {
  readonly format: (typeof checkFormats)[number];
  /** From which severity on the exit status tells of a finding; null: never. */
  readonly fail_on: Severity | null;
  /** Files that say what the server has already. */
  readonly assume: readonly string[];
  /** A profile or an address of a server that says itself what it has. */
  readonly against: string | null;
  /** The folder for corrected copies. */
  readonly fix: string | null;
  /** Groups shown as text. */
  readonly limit: number;
  /** Findings kept of each group. */
  readonly examples: number;
  readonly color: boolean;
}

const renderers = { json: renderJson, sarif: renderSarif, csv: renderCsv, github: renderGithub } as const;
const default_columns = 80;
const severities: readonly Severity[] = ['error', 'warning', 'note'];

/** Checks the paths, shows what was found, and returns the exit status. */
export async function runCheck(
  paths: readonly string[],
  options: CheckCommandOptions,
  surroundings: Surroundings,
): Promise<number> {
  const opened = await openPaths(paths);
  try {
    const result = await check(opened, options, surroundings);
    const { stdout, stderr, env } = surroundings;
    const paint = choosePaint(stdout, env, options.color);
    const width = stdout.columns || default_columns;
    const text = { paint, width, limit: options.limit };
    stdout.write(options.format === 'text' ? renderText(result, text) : renderers[options.format](result));
    if (options.fix !== null) await writeFixes(opened.upload, options.fix, stderr);
    return statusOf(result, options.fail_on);
  } finally {
    await opened.upload.close();
  }
}

async function check(
  { upload, pathOf }: OpenedPaths,
  options: CheckCommandOptions,
  surroundings: Surroundings,
): Promise<CheckResult> {
  const assumed: OpenedUpload[] = [];
  try {
    for (const path of options.assume) assumed.push((await openPaths([path])).upload);
    if (options.against !== null) assumed.push(await openRoster(options.against, surroundings));
    const started_ms = performance.now();
    const findings = new FindingGroups(options.examples);
    const analysis = await analyzeUpload(upload, findings, { assume: assumed });
    const groups = findings.finish(analysis.is_made, brokenFileOf(analysis));
    const duration_ms = performance.now() - started_ms;
    return {
      groups,
      counts: findings.counts,
      files: analysis.files,
      broken: analysis.broken.map(({ path }) => path),
      paths: pathOf,
      duration_ms,
      headers: new Map([...analysis.broken, ...analysis.files].map(({ path, header }) => [path, header])),
      excerpts: await collectExcerpts(upload.files, groups, await encodingsOf(upload, groups)),
    };
  } catch (error) {
    if (!(error instanceof UnreadableAssumptionError)) throw error;
    throw new CommandError(`What --assume names cannot be used: ${error.message}.`);
  } finally {
    for (const known of assumed) await known.close();
  }
}

function brokenFileOf({ broken }: Analysis): (kind: string) => string | null {
  return (kind) => broken.find(({ file_type }) => file_type?.name === kind)?.path ?? null;
}

/** The encodings of the files that are no UTF-8, so that their lines can be shown. */
async function encodingsOf(upload: OpenedUpload, groups: readonly FindingGroup[]) {
  const encodings = new Map<string, ReturnType<typeof guessEncoding>>();
  for (const { code, params } of groups) {
    if (code !== 'check.wrong_encoding') continue;
    const file = upload.files.find(({ path }) => path === params.file);
    if (file === undefined) continue;
    for await (const bytes of await file.read()) {
      encodings.set(file.path, guessEncoding(bytes as Uint8Array) ?? 'windows-1252');
      break;
    }
  }
  return encodings;
}

function statusOf({ counts }: CheckResult, fail_on: Severity | null): number {
  if (fail_on === null) return exitStatus.done;
  const worst = severities.find((severity) => counts[severity] > 0);
  if (worst === undefined || severities.indexOf(worst) > severities.indexOf(fail_on)) return exitStatus.done;
  return worst === 'error' ? exitStatus.failed : exitStatus.found_warnings;
}
