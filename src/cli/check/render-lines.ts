import {
  type Finding,
  type FindingGroup,
  findingEntry,
  renderFinding,
  type Severity,
} from '../../check/index.ts';
import { csvLine } from '../../format/index.ts';
import type { CheckResult } from './check-result.ts';
import { placeOf } from './render-frame.ts';

/** A finding that is shown by itself, with the code of the one that it follows from. */
interface Told {
  readonly finding: Finding;
  readonly severity: Severity;
  readonly cause: string | null;
}

/** Every finding that was kept, group by group; a group that stands for missing objects is told by what follows. */
function toldIn({ code, severity, message, examples, followers }: FindingGroup): readonly Told[] {
  const own = examples.map((finding) => ({ finding, severity, cause: null }));
  const cause = code.startsWith('check.') && examples.length === 0 ? `${code}: ${message}` : code;
  return [
    ...own,
    ...followers.flatMap((follower) =>
      follower.examples.map((finding) => ({ finding, severity: finding.severity, cause })),
    ),
  ];
}

const pathOf = ({ paths }: CheckResult, file: string) => paths.get(file) ?? file;

/** A line of CSV per finding. */
export function renderCsv(result: CheckResult): string {
  const lines = result.groups.flatMap(toldIn).map(({ finding, severity, cause }) => {
    const { code, file, row, column } = finding;
    const place = placeOf(finding, result);
    const numbers = [row, place.line, place.column].map((number) =>
      number === null ? null : String(number),
    );
    return csvLine([severity, code, file, ...numbers, column, renderFinding(finding), cause]);
  });
  return [
    csvLine(['severity', 'code', 'file', 'row', 'line', 'character', 'column', 'message', 'cause']),
    ...lines,
  ].join('');
}

const commands: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', note: 'notice' };

const escapeText = (text: string) =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

const escapeValue = (text: string) => escapeText(text).replaceAll(':', '%3A').replaceAll(',', '%2C');

/** Commands by which GitHub Actions marks lines; one per group, at its first place, as few are shown. */
export function renderGithub(result: CheckResult): string {
  const lines = result.groups.map((group) => {
    const { code, severity, message, count, examples, followers } = group;
    const [first] = [...examples, ...followers.flatMap((follower) => follower.examples)];
    const place = first === undefined ? null : placeOf(first, result);
    const values = [
      ...(place === null || place.file === '' ? [] : [`file=${escapeValue(pathOf(result, place.file))}`]),
      ...(place?.line ? [`line=${place.line}`] : []),
      ...(place?.column ? [`col=${place.column}`] : []),
      `title=${escapeValue(code)}`,
    ];
    const total = followers.reduce((sum, follower) => sum + follower.count, count);
    const times = total > 1 ? ` (${total} findings)` : '';
    return `::${commands[severity]} ${values.join(',')}::${escapeText(message + times)}\n`;
  });
  return lines.join('');
}

/** A SARIF 2.1.0 log, for tools that show findings of analyses beside the files. */
export function renderSarif(result: CheckResult): string {
  const told = result.groups.flatMap(toldIn);
  const codes = [...new Set(told.map(({ finding }) => finding.code))];
  const rules = codes.map((id) => {
    const entry = findingEntry(id);
    return {
      id,
      shortDescription: { text: entry?.summary ?? id },
      fullDescription: { text: entry?.why ?? id },
      help: { text: entry?.fix ?? id },
    };
  });
  const results = told.map(({ finding, severity, cause }) => {
    const { code, file } = finding;
    const { line, column } = placeOf(finding, result);
    const region =
      line === null ? {} : { region: { startLine: line, ...(column ? { startColumn: column } : {}) } };
    return {
      ruleId: code,
      ruleIndex: codes.indexOf(code),
      level: severity,
      message: { text: renderFinding(finding) },
      ...(file === null
        ? {}
        : {
            locations: [
              { physicalLocation: { artifactLocation: { uri: uriOf(pathOf(result, file)) }, ...region } },
            ],
          }),
      ...(cause === null ? {} : { properties: { cause } }),
    };
  });
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [{ tool: { driver: { name: 'rollcall check', rules } }, columnKind: 'utf16CodeUnits', results }],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

const uriOf = (path: string) => path.replaceAll('\\', '/').split('/').map(encodeURIComponent).join('/');
