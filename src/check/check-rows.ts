import { type AnyRow, type FileType, type MessageDraft, messageEntry, messages } from '../format/index.ts';
import type { FileContext } from './define-rule.ts';
import { rowRules } from './rules/index.ts';

/** What the rules say about a row. */
export interface RowCheck {
  readonly messages: readonly MessageDraft[];
  /** Whether the row ends here; the last message says why. */
  readonly skipped: boolean;
}

/** The code for a NUL character: that of the file type where it has one of its own. */
function nulCode({ name }: FileType): string {
  const own = `${name}.nul_character`;
  return Object.hasOwn(messages, own) ? own : 'row.nul_character';
}

/** Shared by all rows about which there is nothing to say: nearly all of a million. */
const clean: RowCheck = Object.freeze({ messages: Object.freeze([]), skipped: false });

type AnyRule = (row: AnyRow, file: FileContext) => MessageDraft | null;

// A rule reads the columns of its own file type; that the row is of that type is known only here.
const rulesByName = rowRules as unknown as Readonly<Record<string, readonly AnyRule[]>>;

/**
 * Applies the rules of a file type that need nothing but the row. The first message that skips the row
 * ends it; messages that leave the row in may stand before it. A NUL character skips a row of any type at once.
 */
export function checkRow(fileType: FileType, row: AnyRow, file: FileContext): RowCheck {
  const rules = rulesByName[fileType.name];
  if (rules === undefined) throw new Error(`There are no row rules for the file type ${fileType.name}.`);
  if (row.nul_column !== undefined) {
    const column = row.nul_column;
    return { messages: [{ code: nulCode(fileType), params: { column } }], skipped: true };
  }
  let drafts: MessageDraft[] | null = null;
  for (const rule of rules) {
    const draft = rule(row, file);
    if (draft === null) continue;
    drafts ??= [];
    drafts.push(draft);
    if ((draft.effect ?? messageEntry(draft.code).effect) === 'row_skipped')
      return { messages: drafts, skipped: true };
  }
  return drafts === null ? clean : { messages: drafts, skipped: false };
}
