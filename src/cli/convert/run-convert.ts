import { existsSync } from 'node:fs';
import { type FileHandle, mkdir, open, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { UnreadableZipError } from '../../check/index.ts';
import {
  ConversionError,
  type ConversionReport,
  convertOneRoster,
  defaultSettings,
  type OneRosterSettings,
} from '../../convert/index.ts';
import { fileTypes } from '../../format/index.ts';
import { CommandError, exitStatus } from '../exit-status.ts';
import { openProfile } from '../profiles/index.ts';
import type { Surroundings } from '../surroundings.ts';
import { openOneRoster } from './open-one-roster.ts';
import { renderReport } from './render-report.ts';

export interface ConvertCommandOptions {
  readonly out: string;
  readonly profile?: string;
  readonly report?: string;
  readonly overwrite: boolean;
  readonly json: boolean;
  readonly color: boolean;
}

/** Files that take their names only when all of them are written. */
class OutputFolder {
  readonly #folder: string;
  /** What an earlier conversion wrote: it would be imported with what this one writes. */
  readonly #stale: readonly string[];
  readonly #open = new Map<string, FileHandle>();

  constructor(folder: string, stale: readonly string[]) {
    this.#folder = folder;
    this.#stale = stale;
  }

  async write(file: string, text: string): Promise<void> {
    const handle = this.#open.get(file) ?? (await open(join(this.#folder, `${file}.part`), 'w'));
    this.#open.set(file, handle);
    await handle.writeFile(text);
  }

  /** Closes the files, and names or removes them. */
  async end(keep: boolean): Promise<void> {
    for (const file of keep ? this.#stale : []) await rm(join(this.#folder, file), { force: true });
    for (const [file, handle] of this.#open) {
      await handle.close();
      const path = join(this.#folder, file);
      await (keep ? rename(`${path}.part`, path) : rm(`${path}.part`, { force: true }));
    }
  }
}

async function makeOutput(folder: string, overwrite: boolean): Promise<OutputFolder> {
  const names = fileTypes.map(({ file_name }) => file_name);
  const present = names.filter((name) => existsSync(join(folder, name)));
  if (present.length > 0 && !overwrite)
    throw new CommandError(
      `${folder} has ${present.join(', ')} already: pick another folder, or say --overwrite.`,
    );
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw new CommandError(`${folder} cannot be written to.`, exitStatus.not_started, error);
  }
  return new OutputFolder(folder, present);
}

async function settingsOf(profile: string | undefined, { env }: Surroundings): Promise<OneRosterSettings> {
  if (profile === undefined) return defaultSettings;
  return (await openProfile(profile, env)).profile.convert.oneroster;
}

/** Converts, and returns the report. */
async function convert(
  path: string,
  { out, overwrite, profile }: ConvertCommandOptions,
  surroundings: Surroundings,
): Promise<ConversionReport> {
  const settings = await settingsOf(profile, surroundings);
  const interrupt = surroundings.listenForInterrupt();
  const { files, close } = await openOneRoster(path);
  try {
    const output = await makeOutput(out, overwrite);
    let done = false;
    try {
      const write = (file: string, text: string) => {
        interrupt.throwIfAborted();
        return output.write(file, text);
      };
      const report = await convertOneRoster({ files, settings, write });
      done = true;
      return report;
    } finally {
      await output.end(done);
    }
  } catch (error) {
    if (!(error instanceof ConversionError || error instanceof UnreadableZipError)) throw error;
    throw new CommandError(`${path}: ${error.message}`, exitStatus.failed);
  } finally {
    await close();
  }
}

/** Turns OneRoster files into SIS files, tells what was lost, and returns the exit status. */
export async function runConvert(
  path: string,
  options: ConvertCommandOptions,
  surroundings: Surroundings,
): Promise<number> {
  const { stdout, env } = surroundings;
  const report = await convert(path, options, surroundings);
  const json = `${JSON.stringify(report, null, 2)}\n`;
  if (options.report !== undefined) {
    await mkdir(dirname(options.report), { recursive: true });
    await writeFile(options.report, json);
  }
  stdout.write(
    options.json ? json : renderReport(report, options.out, { stdout, env, color: options.color }),
  );
  return report.problem_count > 0 ? exitStatus.imported_with_skipped_rows : exitStatus.done;
}
