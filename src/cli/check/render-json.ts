import { type Finding, type Followers, renderFinding } from '../../check/index.ts';
import { type CheckResult, countRows, countSkipped } from './check-result.ts';
import { placeOf } from './render-frame.ts';

/** The result as one JSON document; `rollcall check --help` and the reference page describe it. */
export function renderJson(result: CheckResult): string {
  const { groups, counts, files, broken, duration_ms } = result;
  const shown = {
    counts,
    rows: countRows(result),
    rows_skipped: countSkipped(result),
    duration_ms: Math.round(duration_ms),
    files: files.map(({ path, file_type, rows, skipped }) => ({
      path,
      type: file_type.name,
      rows,
      rows_skipped: skipped,
    })),
    files_left_out: broken,
    groups: groups.map(({ code, severity, message, params, count, examples, followers }) => ({
      code,
      severity,
      message,
      params,
      count,
      examples: examples.map((one) => showFinding(one, result)),
      followers: followers.map((one) => showFollowers(one, result)),
    })),
  };
  return `${JSON.stringify(shown, null, 2)}\n`;
}

function showFollowers({ code, count, examples }: Followers, result: CheckResult) {
  return { code, count, examples: examples.map((one) => showFinding(one, result)) };
}

function showFinding(finding: Finding, result: CheckResult) {
  const { file, row, column, params } = finding;
  const place = placeOf(finding, result);
  return {
    file,
    row,
    column,
    line: place.line,
    character: place.column,
    message: renderFinding(finding),
    params,
  };
}
