import type { Guards, Limit } from '../profiles/index.ts';
import { renderCount, renderWord } from '../render.ts';
import type { KindSurvey } from './survey-upload.ts';

type Kinds = ReadonlyMap<string, KindSurvey>;

/** What of the options of an import matters to guards. */
export interface GuardedOptions {
  /** The import removes what the last one of its data set had and this one leaves out. */
  readonly is_diffed: boolean;
  /** The import removes what is not in it, whatever `skip_deletes` says. */
  readonly batch_mode: boolean;
  readonly skip_deletes: boolean;
}

const renderLimit = (limit: Limit) => ('rows' in limit ? renderCount(limit.rows) : `${limit.percent} %`);

/**
 * Says what is over a limit: rows count over the whole upload, percentages for each file type, so that a small one is
 * not lost in a large one.
 */
function judge(
  kinds: Kinds,
  limit: Limit | null,
  name: string,
  count: (kind: KindSurvey) => readonly [counted: number, of: number],
  verb: string,
): readonly string[] {
  if (limit === null) return [];
  const counted = [...kinds].map(([kind, survey]) => [kind, ...count(survey)] as const);
  if ('rows' in limit) {
    const sum = counted.reduce((all, [, some]) => all + some, 0);
    return sum > limit.rows ? [`${name}: ${renderCount(sum)} rows ${verb}, ${renderLimit(limit)} may.`] : [];
  }
  return counted
    .filter(([, some, of]) => some > 0 && (some * 100) / Math.max(of, 1) > limit.percent)
    .map(
      ([kind, some, of]) =>
        `${name}: ${renderCount(some)} of ${renderCount(of)} rows of ${renderWord(kind)} ${verb}, ${renderLimit(limit)} may.`,
    );
}

/** Merges what the profile and the command line say; the command line goes first, limit by limit and kind by kind. */
export function mergeGuards(profile: Guards, given: Partial<Guards>): Guards {
  return { ...profile, ...given, min_rows: { ...profile.min_rows, ...given.min_rows } };
}

/** Whether any guard compares with the last accepted upload. */
export const needsLast = ({ max_change, max_shrink }: Guards): boolean =>
  max_change !== null || max_shrink !== null;

/** What of an upload is against its guards, a sentence each; none where it may be sent. */
export function judgeGuards(kinds: Kinds, guards: Guards, options: GuardedOptions): readonly string[] {
  // Canvas: skip_deletes leaves out deletes that come of diffing, but not those of batch mode.
  const removes_gone = options.batch_mode || (options.is_diffed && !options.skip_deletes);
  const deletesOf = ({ new_deletes, gone, can_delete }: KindSurvey) =>
    (options.skip_deletes ? 0 : new_deletes) + (removes_gone && can_delete ? gone : 0);
  const { max_deletes, max_change, max_shrink, min_rows } = guards;
  const faults = [
    ...judge(
      kinds,
      max_deletes,
      'max_deletes',
      (kind) => [deletesOf(kind), Math.max(kind.rows, kind.last_rows ?? 0)],
      'ask for a delete',
    ),
    ...judge(
      kinds,
      max_change,
      'max_change',
      ({ added, changed, gone, rows, last_rows }) => [added + changed + gone, last_rows || rows],
      'differ from the last import',
    ),
    ...judge(
      kinds,
      max_shrink,
      'max_shrink',
      ({ living, last_rows }) => [Math.max(0, (last_rows ?? 0) - living), last_rows ?? 0],
      'are missing since the last import',
    ),
  ];
  for (const [kind, least] of Object.entries(min_rows)) {
    const rows = kinds.get(kind)?.living ?? 0;
    if (rows < least)
      faults.push(
        `min_rows: there are ${renderCount(rows)} rows of ${renderWord(kind)}, ${renderCount(least)} must be there.`,
      );
  }
  return faults;
}
