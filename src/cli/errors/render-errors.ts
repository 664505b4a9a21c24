import type { SisImport } from '../../client/index.ts';
import { csvLine, messageEntry } from '../../format/index.ts';
import { wrapText } from '../display-width.ts';
import { type Paint, renderCount, renderForeign } from '../render.ts';
import type { MessageGroup } from './group-messages.ts';
import type { Cures } from './write-cures.ts';

export const errorFormats = ['text', 'json', 'csv'] as const;
export type ErrorFormat = (typeof errorFormats)[number];

interface ErrorView {
  /** How many causes are shown. */
  readonly limit: number;
  /** Of the terminal that shows it; null where none does. */
  readonly width: number | null;
  readonly paint: Paint;
}

const placeOf = ({ file, row }: MessageGroup['examples'][number]) =>
  file === null ? '' : `${renderForeign(file)}${row === null ? '' : `:${row}`}  `;

function renderGroup(group: MessageGroup, { width, paint }: ErrorView): readonly string[] {
  const { cause, code, count, examples } = group;
  const indent = (text: string) =>
    (width === null ? [text] : wrapText(text, Math.max(20, width - 2))).map((line) => `  ${line}`);
  const times = count === 1 ? '' : `${paint.bold(renderCount(count))} × `;
  const head = `${times}${renderForeign(cause)}${code === null ? '' : paint.faint(` [${code}]`)}`;
  return [
    '',
    ...(count === 1 ? examples.map((example) => `${placeOf(example)}${head}`) : [head]),
    ...(count === 1 ? [] : examples).flatMap((example) =>
      indent(`${placeOf(example)}${renderForeign(example.message)}`),
    ),
    ...(count > examples.length ? [`  and ${renderCount(count - examples.length)} more`] : []),
    ...(code === null ? [] : indent(`What to do: ${messageEntry(code).fix}`)),
  ];
}

/** The causes of the messages of an import for a person, the most frequent first. */
export function renderErrors(state: SisImport, groups: readonly MessageGroup[], view: ErrorView): string {
  const total = groups.reduce((sum, { count }) => sum + count, 0);
  const name = view.paint.bold(`SIS import ${state.id}`);
  if (total === 0) return `${name}: no messages\n`;
  const causes = groups.length === 1 ? 'cause' : 'causes';
  const more = groups.length - Math.min(groups.length, view.limit);
  const lines = [
    `${name}: ${renderCount(total)} ${total === 1 ? 'message' : 'messages'}, ${groups.length} ${causes}`,
    ...groups.slice(0, view.limit).flatMap((group) => renderGroup(group, view)),
    ...(more > 0 ? ['', `and ${renderCount(more)} more causes; --limit shows them`] : []),
  ];
  return `${lines.join('\n')}\n`;
}

/** The head of the CSV of messages. */
export const csvHead = csvLine(['file', 'row', 'code', 'message', 'row_info']);

/** What was written to cure it, and what was left alone, for a person. */
export function renderCures({ files, corrections, doubts, left_out }: Cures): string {
  const lines = [
    ...(files.length === 0 ? ['there is nothing that --fix-file could cure'] : []),
    ...files.map(
      ({ path, rows, says }) =>
        `${renderForeign(path)}: ${renderCount(rows)} ${rows === 1 ? 'row' : 'rows'}, ${says}`,
    ),
    ...corrections.map((line) => `  ${renderForeign(line)}`),
    ...(doubts.length > 0 ? ['left alone, as it is not certain that both are one person:'] : []),
    ...doubts.map((line) => `  ${renderForeign(line)}`),
    ...(left_out.length > 0 ? [`left out of the files: ${left_out.join(', ')}`] : []),
  ];
  return `${lines.join('\n')}\n`;
}
