import type { SisImportError } from '../../client/index.ts';
import { displayWidth, wrapText } from '../display-width.ts';
import { type Paint, renderCount, renderForeign } from '../render.ts';
import type { Messages } from './read-messages.ts';

const INDENT = 2;
/** Between a place and its message. */
const GAP = 2;
// So much of a line at most is for the place; a longer one gets a line of its own.
const LARGEST_SHARE_OF_PLACE = 0.4;
// Narrower, columns of text are harder to read than what the terminal itself makes of long lines.
const NARROWEST = 40;

const renderPlace = ({ file, row }: SisImportError) =>
  file === null ? '' : `${renderForeign(file)}${row === null ? '' : `:${row}`}`;

/** One line each, as programs and editors read them: `users.csv:12  There is ...`. */
function renderPlain(messages: readonly SisImportError[]): readonly string[] {
  return messages.map((message) => {
    const place = renderPlace(message);
    return `${' '.repeat(INDENT)}${place ? `${place}  ` : ''}${renderForeign(message.message)}`;
  });
}

const indent = (lines: readonly string[], cells: number) => lines.map((line) => ' '.repeat(cells) + line);

/** In two columns, for a terminal of that width. */
function renderColumns(messages: readonly SisImportError[], width: number): readonly string[] {
  const widths = messages.map((message) => displayWidth(renderPlace(message)));
  const left = Math.max(0, ...widths.filter((cells) => cells <= width * LARGEST_SHARE_OF_PLACE));
  // Where no place is short enough, messages stand below theirs.
  const hanging = INDENT + (left === 0 ? INDENT : left + GAP);
  return messages.flatMap((message, index) => {
    const text = renderForeign(message.message);
    const cells = widths[index] ?? 0;
    if (cells === 0) return indent(wrapText(text, width - INDENT), INDENT);
    const place = ' '.repeat(INDENT) + renderPlace(message);
    const lines = wrapText(text, width - hanging);
    if (cells > left) return [place, ...indent(lines, hanging)];
    const [first = '', ...rest] = lines;
    return [place + ' '.repeat(hanging - INDENT - cells) + first, ...indent(rest, hanging)];
  });
}

/** The messages of an import, the first `limit` of them; `width` is that of the terminal, if it is one. */
export function renderMessages(
  { failures, warnings, total }: Messages,
  {
    id,
    limit,
    width,
    paint,
  }: { readonly id: number; readonly limit: number; readonly width: number | null; readonly paint: Paint },
): readonly string[] {
  const render = (some: readonly SisImportError[]) =>
    width === null || width < NARROWEST ? renderPlain(some) : renderColumns(some, width);
  const shown_failures = failures.slice(0, limit);
  const shown_warnings = warnings.slice(0, limit - shown_failures.length);
  const shown = shown_failures.length + shown_warnings.length;
  const lines: string[] = [];
  if (shown_failures.length > 0) lines.push('', paint.bad('Failures'), ...render(shown_failures));
  if (shown_warnings.length > 0) lines.push('', paint.warning('Warnings'), ...render(shown_warnings));
  if (total > shown) {
    lines.push(
      '',
      `${renderCount(shown)} of ${renderCount(total)} messages are shown; --messages all shows every one.`,
      paint.faint(`A server keeps them for 30 days: GET /api/v1/accounts/self/sis_imports/${id}/errors`),
    );
  }
  return lines;
}
