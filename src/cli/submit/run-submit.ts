import { CommandError, exitStatus } from '../exit-status.ts';
import { collectUpload } from '../import/collect-upload.ts';
import { checkImportChoices, type ImportChoices } from '../import-choices.ts';
import {
  connectTarget,
  type Guards,
  importOptionsOf,
  noGuards,
  resolveTarget,
  type TargetOptions,
} from '../profiles/index.ts';
import { reportFormatOf, writeReport } from '../report/index.ts';
import { stateFolder, takeLock } from '../state/index.ts';
import { Interruption, type Surroundings } from '../surroundings.ts';
import type { Strictness } from './check-upload.ts';
import { mergeGuards } from './judge-guards.ts';
import { makeReport } from './make-report.ts';
import type { PlanCommandOptions } from './show-plan.ts';
import { beginStory, type Run, type Story } from './story.ts';
import { submitUpload } from './submit-upload.ts';

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
  /** Where to write a report; its ending says which kind. */
  readonly report: string | undefined;
}

/** Runs, and writes the report of what has become of it, however that ended. */
async function tell(run: Run, story: Story, work: () => Promise<number>): Promise<number> {
  const write = async (status: number) => {
    if (run.report === undefined) return;
    try {
      await writeReport(run.report, await makeReport(run, story, status));
    } catch (error) {
      // What became of the import matters more: the exit status tells that.
      run.surroundings.stderr.write(`rollcall: ${error instanceof Error ? error.message : error}\n`);
    }
  };
  try {
    const status = await work();
    await write(status);
    return status;
  } catch (error) {
    const { message, cause } = error instanceof Error ? error : new Error(String(error));
    story.reasons = [cause instanceof Error ? `${message} ${cause.message}` : message];
    const is_known = error instanceof CommandError || error instanceof Interruption;
    await write(is_known ? error.status : exitStatus.failed);
    throw error;
  }
}

/** Checks, guards, sends and, if asked to, awaits an upload, and returns the exit status. */
export async function runSubmit(
  paths: readonly string[],
  given: ImportChoices,
  options: SubmitCommandOptions,
  surroundings: Surroundings,
): Promise<number> {
  const interrupt = surroundings.listenForInterrupt();
  if (options.report !== undefined) reportFormatOf(options.report);
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
  // One for all accounts of the profile.
  const own = { ...target, account_id: target.profile?.account ?? target.account_id };
  const lock = await takeLock(stateFolder(own, surroundings.env));
  if ('held_by' in lock) {
    const { pid, host, since } = lock.held_by;
    surroundings.stderr.write(
      `rollcall: not sent: another run goes on since ${since} (process ${pid} on ${host}).\n`,
    );
    return exitStatus.already_running;
  }
  try {
    const all_guards = mergeGuards(target.profile?.guards ?? noGuards, options.guards);
    const run: Run = {
      ...options,
      target,
      client: connectTarget(target),
      folder,
      choices,
      all_guards,
      run: `${new Date().toISOString().replaceAll(/[:.]/g, '-')}-${process.pid}`,
      surroundings,
      interrupt,
    };
    const story = beginStory();
    return await tell(run, story, () => submitUpload(run, story, paths));
  } finally {
    await lock.release();
  }
}
