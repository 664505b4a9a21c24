import { isHeld, type SisImport } from '../../client/index.ts';
import { exitStatus } from '../exit-status.ts';
import { exitStatusOf, readCounts } from '../import/import-state.ts';
import { renderWhereabouts, summarizeHold } from '../import/render-hold.ts';
import { renderCount, renderDuration, renderForeign, renderWord } from '../render.ts';
import type { Run } from './story.ts';

/** The end of an import in one line. */
export function renderEnd(state: SisImport, duration_ms: number): string {
  const rows = [...readCounts(state).values()].reduce((sum, count) => sum + count, 0);
  const { error_count = 0, warning_count = 0 } = state.data.counts ?? {};
  const messages = error_count + warning_count;
  const said = messages === 0 ? '' : `, ${renderCount(messages)} ${messages === 1 ? 'message' : 'messages'}`;
  const word = isHeld(state) ? 'held' : renderWord(state.workflow_state);
  const before = state.diffed_against_import_id ?? null;
  const differ = before === null ? '' : ` that differ from SIS import ${before}`;
  return `SIS import ${state.id}: ${word}, ${renderCount(rows)} ${rows === 1 ? 'row' : 'rows'}${differ}${said}, ${renderDuration(duration_ms)}`;
}

/** Says on stderr, also with --quiet, what a person has to see to. */
export function tellWhy({ surroundings, target, account, quiet, json }: Run, ended: SisImport): void {
  const to = target.profile?.name ?? target.base_url;
  const { workflow_state, processing_errors = [], data } = ended;
  const has_failed = exitStatusOf(ended) === exitStatus.failed;
  const [[, first] = [null, null]] = processing_errors;
  const reason = data.error_message ?? first ?? null;
  const why =
    summarizeHold(ended, { to, account }) ??
    (has_failed && reason !== null
      ? `SIS import ${ended.id}: ${renderWord(workflow_state)}: ${reason}`
      : null);
  if (why !== null) surroundings.stderr.write(`rollcall: ${renderForeign(why)}\n`);
  const { error_count = 0, warning_count = 0 } = data.counts ?? {};
  if (error_count + warning_count > 0 && !quiet && !json)
    surroundings.stderr.write(
      `rollcall: rollcall errors ${ended.id}${renderWhereabouts({ to, account })} shows its messages by cause\n`,
    );
}
