import { isHeld, ResponseError, ServerError, type SisImport } from '../../client/index.ts';
import { openPaths } from '../check/open-paths.ts';
import { CommandError, exitStatus } from '../exit-status.ts';
import { exitStatusOf } from '../import/import-state.ts';
import { renderCount, renderForeign } from '../render.ts';
import { type RunOutcome, type RunRecord, writeFingerprints, writeHistory } from '../state/index.ts';
import { Interruption } from '../surroundings.ts';
import { checkUpload } from './check-upload.ts';
import { copyUpload } from './copy-upload.ts';
import { followSubmission } from './follow-submission.ts';
import { judgeGuards, needsLast } from './judge-guards.ts';
import { findLastUpload, type LastUpload } from './settle-history.ts';
import { type Run, type Story, timeStep } from './story.ts';
import { type Survey, surveyUpload } from './survey-upload.ts';
import { renderEnd, tellWhy } from './tell-end.ts';

async function record(
  { folder, run, choices, target }: Run,
  { kinds }: Survey,
  outcome: RunOutcome,
  { id = null, reason = null, intent = null }: Partial<Pick<RunRecord, 'id' | 'reason' | 'intent'>>,
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
    server: target.base_url,
    ...(choices.dry_run && { dry_run: true }),
    intent,
    kinds: Object.fromEntries(counted),
    changes: has_last ? changes : null,
    state: null,
    ended_at: null,
  });
}

/** What the guards have against an upload. */
function judge({ choices, all_guards, ignores_guards }: Run, { kinds }: Survey, last: LastUpload) {
  if (ignores_guards) return [];
  const is_diffed =
    (choices.diffing_data_set_identifier ?? null) !== null && choices.diffing_remaster_data_set !== true;
  const { batch_mode = false, skip_deletes = false } = choices;
  const guarded = { is_diffed, batch_mode, skip_deletes };
  const faults = judgeGuards(kinds, all_guards, guarded);
  const is_blind = last !== null && last.rows === null;
  if (!is_blind || !(needsLast(all_guards) || all_guards.max_deletes !== null)) return faults;
  return [
    ...faults,
    `what was last accepted (SIS import ${last.run.id}) cannot be compared with: its rows are no longer kept here. --no-guards sends this upload all the same.`,
  ];
}

/** Reads the copy: what the check and the guards say of it, and why it is not to be sent. */
async function inspect(run: Run, story: Story, path: string): Promise<readonly string[]> {
  const { surroundings, strictness, quiet, json, choices, interrupt, client, folder, target } = run;
  const place = { client, folder, server: target.base_url, interrupt };
  const data_set = choices.diffing_data_set_identifier ?? null;
  const last = await timeStep(story, 'history', () => findLastUpload(place, data_set));
  story.last_kinds = last?.run.kinds ?? null;
  const { upload } = await openPaths([path]);
  try {
    if (strictness !== null)
      story.check = await timeStep(story, 'check', () => checkUpload(upload, strictness));
    interrupt.throwIfAborted();
    const survey = await timeStep(story, 'guards', () => surveyUpload(upload, last?.rows ?? null));
    story.survey = survey;
    if (!quiet && !json) {
      for (const { severity, message } of story.check?.causes ?? [])
        if (severity !== 'note') surroundings.stderr.write(`check: ${severity}: ${message}\n`);
      const more = (story.check?.cause_count ?? 0) - (story.check?.causes.length ?? 0);
      if (more > 0)
        surroundings.stderr.write(`check: and ${renderCount(more)} more; rollcall check shows all of it\n`);
      if (last === null && needsLast(run.all_guards))
        surroundings.stderr.write(
          'guards: nothing has been accepted yet, so max_change and max_shrink have nothing to compare with\n',
        );
    }
    const refusal = story.check?.refusal ?? null;
    story.outcome = refusal === null ? 'refused_by_guard' : 'refused_by_check';
    return refusal === null ? judge(run, survey, last) : [refusal];
  } finally {
    await upload.close();
  }
}

/** Whether a server has said that it makes no import of an upload; of others nobody knows what became. */
const isRefused = (error: unknown) => error instanceof ResponseError && !(error instanceof ServerError);

async function send(run: Run, story: Story, survey: Survey, path: string): Promise<SisImport> {
  const { client, choices, interrupt, quiet, surroundings, folder } = run;
  const onEvent = ({ kind }: { readonly kind: string }) => {
    if (!quiet) surroundings.stderr.write(`rollcall: the upload broke off (${kind})\n`);
  };
  await writeFingerprints(folder, run.run, survey.fingerprints);
  try {
    const made = await timeStep(story, 'sending', () =>
      client.sisImports.create({ path }, choices, {
        signal: interrupt,
        onEvent,
        async beforeSending(trace) {
          story.outcome = 'sending';
          // A run that is killed from here on leaves what the next one needs to find its import.
          const intent = { trace: { ...trace, csv_bytes: survey.csv_bytes }, options: { ...choices } };
          await record(run, survey, 'sending', { intent });
        },
      }),
    );
    story.outcome = 'submitted';
    story.import = made;
    await record(run, survey, 'submitted', { id: made.id });
    return made;
  } catch (error) {
    if (story.outcome === 'submitted') throw error;
    if (story.outcome !== 'sending' || isRefused(error)) {
      story.outcome = 'not_submitted';
      const reason = error instanceof Error ? error.message : String(error);
      await record(run, survey, 'not_submitted', { reason });
    }
    if (error instanceof Interruption) throw error;
    throw new CommandError(
      story.outcome === 'sending'
        ? 'The import could not be submitted, as far as is known; the next run asks the server.'
        : 'The import could not be submitted.',
      exitStatus.not_started,
      error,
    );
  }
}

/** Copies, checks, guards, sends and, if asked to, awaits an upload; returns the exit status. */
export async function submitUpload(run: Run, story: Story, paths: readonly string[]): Promise<number> {
  const { surroundings, interrupt, quiet, json, folder, client } = run;
  const { stdout, stderr } = surroundings;
  const started_ms = performance.now();
  const copy = await timeStep(story, 'zip', () => copyUpload(paths, folder, interrupt));
  let made: SisImport;
  try {
    if (copy.left_out.length > 0 && !quiet && !json)
      stderr.write(
        `left out, as only .csv files are imported: ${copy.left_out.map(renderForeign).join(', ')}\n`,
      );
    const faults = await inspect(run, story, copy.path);
    const { survey } = story;
    if (survey === null) throw new Error('The upload was not looked at.');
    if (faults.length > 0) {
      story.reasons = faults;
      await record(run, survey, story.outcome ?? 'refused_by_guard', { reason: faults.join(' ') });
      for (const fault of faults) stderr.write(`rollcall: not sent: ${fault}\n`);
      return exitStatus.not_sent;
    }
    interrupt.throwIfAborted();
    made = await send(run, story, survey, copy.path);
  } finally {
    await copy.remove();
  }
  if (!run.wait) {
    stdout.write(json ? `${JSON.stringify(made)}\n` : `SIS import ${made.id}: submitted\n`);
    return exitStatus.done;
  }
  const ended = await timeStep(story, 'import', () =>
    followSubmission(client, made.id, quiet || json, surroundings),
  );
  story.import = ended;
  if (!isHeld(ended))
    await writeHistory(folder, { run: run.run, state: ended.workflow_state, ended_at: ended.ended_at });
  tellWhy(run, ended);
  stdout.write(`${json ? JSON.stringify(ended) : renderEnd(ended, performance.now() - started_ms)}\n`);
  return exitStatusOf(ended);
}
