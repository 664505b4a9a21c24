import type { Output, Surroundings } from './surroundings.ts';

/** Puts a style around a text, or leaves it as it is where colors are not wanted. */
export interface Paint {
  readonly bold: (text: string) => string;
  readonly good: (text: string) => string;
  readonly warning: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly faint: (text: string) => string;
}

const codes = { bold: [1, 22], good: [32, 39], warning: [33, 39], bad: [31, 39], faint: [2, 22] } as const;

function wantsColor(
  stream: Output,
  { NO_COLOR, FORCE_COLOR, TERM }: Surroundings['env'],
  color: boolean,
): boolean {
  if (!color || NO_COLOR) return false;
  if (FORCE_COLOR) return !['0', 'false'].includes(FORCE_COLOR);
  return stream.isTTY === true && TERM !== 'dumb';
}

/**
 * Colors for a stream: none unless a person reads it or FORCE_COLOR is set, and never with NO_COLOR set or when told so
 * by `--no-color`.
 */
export function choosePaint(stream: Output, env: Surroundings['env'], color: boolean): Paint {
  const wanted = wantsColor(stream, env, color);
  const paint = ([on, off]: readonly [number, number]) =>
    wanted ? (text: string) => `\u001b[${on}m${text}\u001b[${off}m` : (text: string) => text;
  return {
    bold: paint(codes.bold),
    good: paint(codes.good),
    warning: paint(codes.warning),
    bad: paint(codes.bad),
    faint: paint(codes.faint),
  };
}

/** `1234567` becomes `1,234,567`. */
export function renderCount(count: number): string {
  return String(Math.round(count)).replaceAll(/\B(?=(\d{3})+$)/g, ',');
}

/** `850` becomes `0.9 s`, `125000` becomes `2 min 5 s`. */
export function renderDuration(ms: number): string {
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Columns side by side, the first one to the left, the others to the right or, with `left`, as the first. */
export function renderTable(
  rows: readonly (readonly string[])[],
  align: 'left' | 'right' = 'right',
): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return column === 0 || align === 'left' ? cell.padEnd(width) : cell.padStart(width);
      })
      .join('  ')
      .trimEnd(),
  );
}

/** A state as people say it: `imported_with_messages` becomes `imported with messages`. */
export function renderWord(word: string): string {
  return word.replaceAll('_', ' ');
}

/**
 * A text from outside, safe on a terminal: control characters, which could move the cursor or hide text,
 * become visible.
 */
export function renderForeign(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`);
}
