import { hasEnded, isHeld, type SisImport } from '../../client/index.ts';
import { MessageGroups } from '../errors/index.ts';
import { readOutcomes } from '../import/import-state.ts';
import { summarizeHold } from '../import/render-hold.ts';
import { renderWord } from '../render.ts';
import type { KindReport, SubmitReport } from '../report/index.ts';
import type { Run, Story } from './story.ts';

/** What an import says of its rows; of a server without a list of messages, what the import itself shows. */
async function readMessages({ client }: Run, shown: SisImport) {
  const { processing_errors = [], processing_warnings = [], data } = shown;
  const { error_count = 0, warning_count = 0 } = data.counts ?? {};
  const listed = new MessageGroups();
  let read = 0;
  if (hasEnded(shown) && shown.workflow_state !== 'imported') {
    try {
      for await (const message of client.sisImports.errors(shown.id)) {
        listed.add(message);
        read += 1;
      }
    } catch {
      // Old releases have no such list, and a report of what is known is better than none.
    }
  }
  const total = Math.max(read, error_count + warning_count);
  if (read > 0) return { total, read, groups: listed.list() };
  const inline = new MessageGroups();
  const pairs = [...processing_errors, ...processing_warnings];
  for (const [file, message] of pairs) inline.add({ file, row: null, message });
  return { total: Math.max(total, pairs.length), read: pairs.length, groups: inline.list() };
}

function describeKinds({ survey, last_kinds, import: shown }: Story): readonly KindReport[] {
  const outcomes = shown === null ? new Map() : readOutcomes(shown);
  return [...(survey?.kinds ?? [])].map(([kind, { rows, deletes, last_rows, added, changed, gone }]) => {
    const { rows: _rows, ...done } = outcomes.get(kind) ?? {};
    return {
      kind,
      rows,
      deletes,
      // The survey counts what can be compared: of rows with one key, a single one.
      last_rows: last_rows === null ? null : (last_kinds?.[kind]?.rows ?? 0),
      added,
      changed,
      gone,
      done: outcomes.has(kind) ? (done as KindReport['done']) : null,
    };
  });
}

function stateOf({ outcome, import: shown, reasons }: Story, waits: boolean): SubmitReport['state'] {
  if (outcome === 'refused_by_check' || outcome === 'refused_by_guard')
    return reasons.length > 0 ? 'not_sent' : 'not_submitted';
  if (shown === null) return outcome === 'sending' ? 'unknown' : 'not_submitted';
  if (isHeld(shown)) return 'held';
  const { workflow_state } = shown;
  if (workflow_state === 'imported' || workflow_state === 'imported_with_messages') return workflow_state;
  if (['failed', 'failed_with_messages', 'aborted'].includes(workflow_state)) return 'failed';
  return waits ? 'unknown' : 'submitted';
}

const sentences: Readonly<Record<SubmitReport['state'], string>> = {
  imported: 'imported',
  imported_with_messages: 'imported with messages',
  submitted: 'submitted; its end was not waited for',
  held: 'held until a person approves of it',
  failed: 'failed',
  unknown: 'submitted, but its end was not seen',
  not_sent: 'The upload was not sent',
  not_submitted: 'The upload could not be submitted',
};

function summarize(state: SubmitReport['state'], shown: SisImport | null): string {
  if (shown === null)
    return state === 'unknown' ? 'It is not known whether the upload has arrived' : sentences[state];
  const what = state === 'failed' ? renderWord(shown.workflow_state) : sentences[state];
  return `SIS import ${shown.id}: ${what}`;
}

/** Makes the report of a run, however it ended. */
export async function makeReport(run: Run, story: Story, exit_status: number): Promise<SubmitReport> {
  const state = stateOf(story, run.wait);
  const { target, choices, all_guards, ignores_guards } = run;
  const error = state === 'failed' ? (story.import?.data.error_message ?? null) : null;
  const to = target.profile?.name ?? target.base_url;
  const held = story.import && summarizeHold(story.import, { to, account: run.account });
  return {
    version: 1,
    state,
    summary: summarize(state, story.import),
    exit_status,
    started_at: story.at,
    ended_at: new Date().toISOString(),
    profile: target.profile?.name ?? null,
    server: target.base_url,
    account: target.account_id,
    options: { ...choices },
    guards: all_guards,
    ignores_guards,
    reasons: [...story.reasons, ...[error, held].filter((one) => one !== null)],
    check: story.check && {
      counts: story.check.counts,
      causes: story.check.causes,
      cause_count: story.check.cause_count,
    },
    kinds: describeKinds(story),
    messages:
      story.import === null || state === 'submitted'
        ? { total: 0, read: 0, groups: [] }
        : await readMessages(run, story.import),
    timings: story.timings,
    import: story.import,
  };
}
