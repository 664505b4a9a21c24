import type { Client, SisImport } from '../../client/index.ts';
import type { ImportChoices } from '../import-choices.ts';
import type { Guards, Target } from '../profiles/index.ts';
import type { RunOutcome, RunRecord } from '../state/index.ts';
import type { Surroundings } from '../surroundings.ts';
import type { UploadCheck } from './check-upload.ts';
import type { SubmitCommandOptions } from './run-submit.ts';
import type { Survey } from './survey-upload.ts';

/** What a run works with. */
export interface Run extends SubmitCommandOptions {
  readonly target: Target;
  readonly client: Client;
  /** Where the history of the profile and account is. */
  readonly folder: string;
  readonly choices: ImportChoices;
  readonly all_guards: Guards;
  /** Tells it from others. */
  readonly run: string;
  readonly surroundings: Surroundings;
  readonly interrupt: AbortSignal;
}

/** What has become of a run so far. Its steps fill it in; the report is made of it, whatever the end. */
export interface Story {
  readonly at: string;
  readonly timings: { readonly step: string; readonly ms: number }[];
  check: UploadCheck | null;
  survey: Survey | null;
  /** What the last accepted upload held; null where there is none to compare with. */
  last_kinds: RunRecord['kinds'] | null;
  /** Null before it is known. */
  outcome: RunOutcome | null;
  /** Why nothing was sent, or what went wrong. */
  reasons: readonly string[];
  import: SisImport | null;
}

/** A story without anything in it. */
export const beginStory = (): Story => ({
  at: new Date().toISOString(),
  timings: [],
  check: null,
  survey: null,
  last_kinds: null,
  outcome: null,
  reasons: [],
  import: null,
});

/** Takes the time of a step. */
export async function timeStep<T>({ timings }: Story, step: string, work: () => Promise<T>): Promise<T> {
  const started_ms = performance.now();
  try {
    return await work();
  } finally {
    timings.push({ step, ms: Math.round(performance.now() - started_ms) });
  }
}
