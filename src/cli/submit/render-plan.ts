import type { PlanEntry } from '../../client/index.ts';
import { csvLine } from '../../format/index.ts';
import { type Paint, renderCount, renderForeign, renderTable, renderWord } from '../render.ts';
import type { Output } from '../surroundings.ts';

export const planFormats = ['text', 'csv', 'json'] as const;

export type PlanFormat = (typeof planFormats)[number];

/** All that is said besides the entries. */
export interface PlanEnd {
  /** The server whose roster the plan is about. */
  readonly base_url: string;
  readonly is_mirror: boolean;
  /** The state in which the import would end. */
  readonly workflow_state: string;
  /** Why it would fail; null where it would not. */
  readonly error_message: string | null;
  /** What a mirror cannot know. */
  readonly unknowns: readonly string[];
}

/** Writes a plan as it comes. */
export interface PlanWriter {
  write(entry: PlanEntry): void;
  end(end: PlanEnd): void;
}

// The worst first: what ends, what is refused, what cannot be done, then what is usual.
const actions = ['delete', 'conclude', 'message', 'blocked', 'change', 'create'] as const;

// What a person reads; csv and json have all of it.
const ENTRIES_SHOWN = 25;

const renderValue = (value: unknown) =>
  value === null || value === undefined
    ? 'nothing'
    : typeof value === 'string'
      ? value
      : JSON.stringify(value);

function renderChanges({ action, before, after }: PlanEntry): string {
  if (action !== 'change' && action !== 'blocked') return '';
  const names = Object.keys({ ...before, ...after });
  return names
    .map((name) => `${name}: ${renderValue(before?.[name])} -> ${renderValue(after?.[name])}`)
    .join('; ');
}

function renderEntry(entry: PlanEntry): string {
  const { action, kind, sis_ids, file, row, message } = entry;
  const ids = Object.entries(sis_ids).map(([name, id]) => `${name} ${id}`);
  const place = file === null ? '' : `${file}${row === null ? '' : `:${row}`}`;
  const parts = [ids.join(', '), renderChanges(entry), message ?? '', place].filter((part) => part !== '');
  return `  ${action.padEnd(8)}  ${renderWord(kind)}: ${renderForeign(parts.join('; '))}`;
}

function renderUnknowns(unknowns: readonly string[], paint: Paint): readonly string[] {
  if (unknowns.length === 0) return [];
  return [
    '',
    paint.warning('What this mirror cannot know:'),
    ...unknowns.map((text) => `  - ${renderForeign(text)}`),
  ];
}

/** For a person: how much of what, the worst of it, and what cannot be known. */
export function writeText(stdout: Output, paint: Paint): PlanWriter {
  const counts = new Map<string, Map<string, number>>();
  const shown = new Map<string, PlanEntry[]>();
  let total = 0;
  return {
    write(entry) {
      total++;
      const of = counts.get(entry.kind) ?? new Map<string, number>();
      counts.set(entry.kind, of.set(entry.action, (of.get(entry.action) ?? 0) + 1));
      const list = shown.get(entry.action) ?? [];
      if (list.length < ENTRIES_SHOWN) shown.set(entry.action, [...list, entry]);
    },
    end({ base_url, is_mirror, workflow_state, error_message, unknowns }) {
      const used = actions.filter((action) => shown.has(action));
      const rows = [...counts].map(([kind, of]) => [
        renderWord(kind),
        ...used.map((action) => renderCount(of.get(action) ?? 0)),
      ]);
      const worst = actions.flatMap((action) => shown.get(action) ?? []).slice(0, ENTRIES_SHOWN);
      const more = total - worst.length;
      const where = is_mirror ? `a mirror of ${base_url}, made of its export` : `a dry run of ${base_url}`;
      const lines = [
        `${paint.bold('Plan')}, by ${where}; nothing was sent to be imported.`,
        `It would end as: ${renderWord(workflow_state)}${error_message ? `: ${renderForeign(error_message)}` : ''}`,
        '',
        ...(total === 0 ? ['Nothing would change.'] : renderTable([['', ...used], ...rows])),
        ...(worst.length > 0 ? ['', 'The worst first:', ...worst.map(renderEntry)] : []),
        ...(more > 0 ? [`  and ${renderCount(more)} more; --format csv shows all of it`] : []),
        ...renderUnknowns(unknowns, paint),
      ];
      stdout.write(`${lines.join('\n')}\n`);
    },
  };
}

/** For a spreadsheet: a line for each entry. What cannot be known goes to stderr. */
export function writeCsv(stdout: Output, stderr: Output): PlanWriter {
  stdout.write(
    csvLine(['action', 'kind', 'sis_ids', 'name', 'before', 'after', 'file', 'row', 'code', 'message']),
  );
  const json = (fields: unknown) => (fields === null ? null : JSON.stringify(fields));
  return {
    write({ action, kind, sis_ids, name, before, after, file, row, code, message }) {
      const ids = Object.entries(sis_ids).map(([key, id]) => `${key}=${id}`);
      const place = [file, row === null ? null : String(row), code, message];
      stdout.write(csvLine([action, kind, ids.join(' '), name, json(before), json(after), ...place]));
    },
    end({ unknowns }) {
      for (const text of unknowns)
        stderr.write(`rollcall: this mirror cannot know: ${renderForeign(text)}\n`);
    },
  };
}

/** For programs: one object, `{"plan": [...], "base_url": ...}`. */
export function writeJson(stdout: Output): PlanWriter {
  let between = '{"plan":[';
  return {
    write(entry) {
      stdout.write(`${between}\n${JSON.stringify(entry)}`);
      between = ',';
    },
    end(end) {
      stdout.write(`${between === ',' ? '' : between}],${JSON.stringify(end).slice(1)}\n`);
    },
  };
}
