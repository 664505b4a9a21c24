import { analyzeUpload, FindingGroups, type OpenedUpload, type Severity } from '../../check/index.ts';
import { renderCount, renderForeign } from '../render.ts';

/** What the check before a submission has come to. */
export interface UploadCheck {
  readonly counts: Readonly<Record<Severity, number>>;
  /** The first causes, worst first. */
  readonly causes: readonly {
    readonly severity: Severity;
    readonly code: string;
    readonly message: string;
  }[];
  /** How many causes there are, those that are not named among them. */
  readonly cause_count: number;
  /** Why it is not to be sent; null when it may. */
  readonly refusal: string | null;
}

/** From which findings on nothing is sent; `broken`: a file that a server would leave out as a whole. */
export type Strictness = 'broken' | 'error' | 'warning' | 'never';

const CAUSES_SHOWN = 10;

/** Checks an upload as `rollcall check` does, and decides whether it may be sent. */
export async function checkUpload(upload: OpenedUpload, strictness: Strictness): Promise<UploadCheck> {
  const findings = new FindingGroups(1);
  const { files, broken, is_made } = await analyzeUpload(upload, findings);
  const groups = findings.finish(
    is_made,
    (kind) => broken.find(({ file_type }) => file_type?.name === kind)?.path ?? null,
  );
  const counts = { ...findings.counts };
  const causes = groups
    .slice(0, CAUSES_SHOWN)
    .map(({ severity, code, message }) => ({ severity, code, message: renderForeign(message) }));
  const refuse = () => {
    if (strictness === 'never') return null;
    if (broken.length > 0)
      return `${broken.map(({ path }) => renderForeign(path)).join(', ')} cannot be read, and would be left out.`;
    if (files.every(({ rows }) => rows === 0)) return 'There is not one row to import.';
    if (strictness !== 'broken' && counts.error > 0)
      return `The check found ${renderCount(counts.error)} errors.`;
    if (strictness === 'warning' && counts.warning > 0)
      return `The check found ${renderCount(counts.warning)} warnings.`;
    return null;
  };
  return { counts, causes, cause_count: groups.length, refusal: refuse() };
}
