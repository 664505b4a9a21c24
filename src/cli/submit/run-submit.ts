import { type Client, hasEnded, isHeld, NotFoundError, type SisImport } from '../../client/index.ts';
import { openPaths } from '../check/open-paths.ts';
import { CommandError, exitStatus } from '../exit-status.ts';
import { collectUpload } from '../import/collect-upload.ts';
import { exitStatusOf, readCounts } from '../import/import-state.ts';
import { checkImportChoices, type ImportChoices } from '../import-choices.ts';
import {
  connectTarget,
  type Guards,
  importOptionsOf,
  resolveTarget,
  type TargetOptions,
} from '../profiles/index.ts';
import { renderCount, renderDuration, renderWord } from '../render.ts';
import {
  isAccepted,
  keepFingerprints,
  type RunOutcome,
  type RunRecord,
  readFingerprints,
  readHistory,
  stateFolder,
  takeLock,
  writeFingerprints,
  writeHistory,
} from '../state/index.ts';
import { Interruption, type Surroundings } from '../surroundings.ts';
import { checkUpload, type Strictness } from './check-upload.ts';
import { judgeGuards } from './judge-guards.ts';
import { createBar, createMeterLines, silentMeter } from './show-meter.ts';
import type { PlanCommandOptions } from './show-plan.ts';
import { type Survey, surveyUpload } from './survey-upload.ts';

export interface SubmitCommandOptions extends TargetOptions {
  readonly to: string | undefined;
  readonly wait: boolean;
  readonly quiet: boolean;
  readonly json: boolean;
  /** From which findings of the check on nothing is sent; null: no check. */
  readonly strictness: Strictness | null;
  /** Those of the command line, which come before the profile's. */
  readonly guards: Partial<Guards>;
  readonly ignores_guards: boolean;
  /** How to show what would change; null: send it. */
  readonly plan: PlanCommandOptions | null;
}

interface Run extends SubmitCommandOptions {
  readonly client: Client;
  readonly folder: string;
  readonly choices: ImportChoices;
  readonly allGuards: Guards;
  readonly run: string;
  readonly surroundings: Surroundings;
  readonly interrupt: AbortSignal;
}

const no_guards: Guards = { max_deletes: null, max_change: null, min_rows: {}, max_shrink: null };

/** Finds out what has become of imports that earlier runs did not wait for. */
async function settle({ client, folder, interrupt }: Run): Promise<readonly RunRecord[]> {
  for (const { run, id, state } of await readHistory(folder)) {
    if (id === null || state !== null) continue;
    try {
      const shown = await client.sisImports.get(id, { signal: interrupt });
      if (!hasEnded(shown)) continue;
      await writeHistory(folder, { run, state: shown.workflow_state, ended_at: shown.ended_at });
    } catch (error) {
      if (!(error instanceof NotFoundError)) throw error;
      await writeHistory(folder, { run, state: 'unknown' });
    }
  }
  return readHistory(folder);
}

async function record(
  { folder, run, choices }: Run,
  { kinds }: Survey,
  outcome: RunOutcome,
  { id = null, reason = null }: { readonly id?: RunRecord['id']; readonly reason?: string | null },
): Promise<void> {
  const counted = [...kinds].map(([kind, { rows, deletes }]) => [kind, { rows, deletes }] as const);
  const has_last = [...kinds.values()].some(({ last_rows }) => last_rows !== null);
  const changes = [...kinds.values()].reduce((sum, kind) => sum + kind.added + kind.changed + kind.gone, 0);
  await writeHistory(folder, {
    run,
    at: new Date().toISOString(),
    outcome,
    id,
    reason,
    data_set: choices.diffing_data_set_identifier ?? null,
    kinds: Object.fromEntries(counted),
    changes: has_last ? changes : null,
    state: null,
    ended_at: null,
  });
}

async function refuse(
  run: Run,
  survey: Survey,
  outcome: RunOutcome,
  reasons: readonly string[],
): Promise<number> {
  await record(run, survey, outcome, { reason: reasons.join(' ') });
  for (const reason of reasons) run.surroundings.stderr.write(`rollcall: not sent: ${reason}\n`);
  return exitStatus.not_sent;
}

async function send(run: Run, survey: Survey, paths: readonly string[]): Promise<SisImport> {
  const { upload } = await collectUpload(paths);
  const { client, choices, interrupt, quiet, surroundings } = run;
  const onEvent = ({ kind }: { readonly kind: string }) => {
    if (!quiet) surroundings.stderr.write(`rollcall: the upload broke off (${kind})\n`);
  };
  try {
    return await client.sisImports.create(upload, choices, { signal: interrupt, onEvent });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    await record(run, survey, 'not_submitted', { reason });
    if (error instanceof Interruption) throw error;
    throw new CommandError('The import could not be submitted.', exitStatus.not_started, error);
  }
}

async function follow({ client, interrupt, quiet, json, surroundings }: Run, id: number): Promise<SisImport> {
  const { stderr, env } = surroundings;
  const is_terminal = stderr.isTTY && env.TERM !== 'dumb';
  const meter = quiet || json ? silentMeter : is_terminal ? createBar(stderr) : createMeterLines(stderr);
  try {
    let last: SisImport | null = null;
    for await (const event of client.sisImports.waitFor(id, { signal: interrupt })) {
      meter.update(event);
      last = event.state;
    }
    if (last !== null) return last;
    throw new Error('The import was not seen.');
  } catch (error) {
    if (error instanceof Interruption) {
      meter.close();
      stderr.write(`rollcall: SIS import ${id} goes on; only the waiting has ended.\n`);
      throw error;
    }
    throw new CommandError(
      `SIS import ${id} was submitted, but its end could not be seen.`,
      exitStatus.failed,
      error,
    );
  } finally {
    meter.close();
  }
}

function renderEnd(state: SisImport, duration_ms: number): string {
  const rows = [...readCounts(state).values()].reduce((sum, count) => sum + count, 0);
  const { error_count = 0, warning_count = 0 } = state.data.counts ?? {};
  const messages = error_count + warning_count;
  const said = messages === 0 ? '' : `, ${renderCount(messages)} ${messages === 1 ? 'message' : 'messages'}`;
  return `SIS import ${state.id}: ${isHeld(state) ? 'held' : renderWord(state.workflow_state)}, ${renderCount(rows)} ${rows === 1 ? 'row' : 'rows'}${said}, ${renderDuration(duration_ms)}`;
}

/** The last run of the data set that a server took, with the fingerprints of its rows. */
async function findLast(run: Run) {
  const history = await settle(run);
  const data_set = run.choices.diffing_data_set_identifier ?? null;
  const last = history.findLast((one) => isAccepted(one) && one.data_set === data_set);
  // Those of other data sets, and of imports whose end nobody knows yet, are still needed.
  const sets = new Set(history.map((one) => one.data_set));
  const accepted = [...sets].map((set) => history.findLast((one) => isAccepted(one) && one.data_set === set));
  const pending = history.filter(({ id, state }) => id !== null && state === null);
  await keepFingerprints(
    run.folder,
    [...accepted, ...pending].flatMap((one) => (one ? [one.run] : [])),
  );
  return last ? readFingerprints(run.folder, last.run) : null;
}

async function submit(run: Run, paths: readonly string[]): Promise<number> {
  const { surroundings, interrupt, choices, strictness, quiet, json } = run;
  const started_ms = performance.now();
  const last = await findLast(run);
  const { upload } = await openPaths(paths);
  let survey: Survey;
  try {
    const check = strictness === null ? null : await checkUpload(upload, strictness);
    interrupt.throwIfAborted();
    survey = await surveyUpload(upload, last);
    if (check !== null && !quiet && !json) {
      for (const { severity, message } of check.causes.filter((cause) => cause.severity !== 'note'))
        surroundings.stderr.write(`check: ${severity}: ${message}\n`);
    }
    if (check?.refusal) return await refuse(run, survey, 'refused_by_check', [check.refusal]);
  } finally {
    await upload.close();
  }
  const guarded = {
    is_diffed: (choices.diffing_data_set_identifier ?? null) !== null,
    skip_deletes: choices.skip_deletes ?? false,
  };
  const faults = run.ignores_guards ? [] : judgeGuards(survey.kinds, run.allGuards, guarded);
  if (faults.length > 0) return refuse(run, survey, 'refused_by_guard', faults);
  interrupt.throwIfAborted();
  await writeFingerprints(run.folder, run.run, survey.fingerprints);
  const made = await send(run, survey, paths);
  await record(run, survey, 'submitted', { id: made.id });
  if (!run.wait) {
    surroundings.stdout.write(json ? `${JSON.stringify(made)}\n` : `SIS import ${made.id}: submitted\n`);
    return exitStatus.done;
  }
  const ended = await follow(run, made.id);
  if (!isHeld(ended))
    await writeHistory(run.folder, { run: run.run, state: ended.workflow_state, ended_at: ended.ended_at });
  const text = json ? JSON.stringify(ended) : renderEnd(ended, performance.now() - started_ms);
  surroundings.stdout.write(`${text}\n`);
  return exitStatusOf(ended);
}

/** Checks, guards, sends and, if asked to, awaits an upload, and returns the exit status. */
export async function runSubmit(
  paths: readonly string[],
  given: ImportChoices,
  options: SubmitCommandOptions,
  surroundings: Surroundings,
): Promise<number> {
  const interrupt = surroundings.listenForInterrupt();
  // Before anything else, so that a wrong path costs nothing.
  await collectUpload(paths);
  const target = await resolveTarget(options.to, options, surroundings);
  // A server of Canvas leaves a parameter that it does not know aside.
  const choices: ImportChoices = { hold: 'on', ...importOptionsOf(target.profile), ...given };
  checkImportChoices(choices);
  if (options.plan !== null) {
    const { showPlan } = await import('./show-plan.ts');
    return await showPlan(paths, { target, choices }, options.plan, surroundings);
  }
  const folder = stateFolder(target, surroundings.env);
  const lock = await takeLock(folder);
  if ('held_by' in lock) {
    const { pid, host, since } = lock.held_by;
    surroundings.stderr.write(
      `rollcall: not sent: another run goes on since ${since} (process ${pid} on ${host}).\n`,
    );
    return exitStatus.already_running;
  }
  try {
    const allGuards = { ...(target.profile?.guards ?? no_guards), ...options.guards };
    const run = `${new Date().toISOString().replaceAll(/[:.]/g, '-')}-${process.pid}`;
    const client = connectTarget(target);
    return await submit(
      { ...options, client, folder, choices, allGuards, run, surroundings, interrupt },
      paths,
    );
  } finally {
    await lock.release();
  }
}
