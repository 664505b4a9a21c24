import { type MessageCode, messageEntry, type messages } from './all-messages.ts';
import type { Effect, Message, MessageDraft } from './define-message.ts';
import { placeholdersOf } from './render-message.ts';

type ParamNames<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | ParamNames<Rest>
  : never;

// A text without placeholders takes no parameters; an empty mapped type would take any.
type Params<Names extends string> = [Names] extends [never]
  ? Readonly<Record<string, never>>
  : { readonly [Name in Names]: string | number | null };

/** The parameters that the text of a message needs, e.g. `{ course_id, status }` for `course.bad_status`. */
export type ParamsOf<Code extends MessageCode> = Params<ParamNames<(typeof messages)[Code]['text']>>;

/**
 * A message before the pipeline adds file, row and effect. The compiler checks code and parameters.
 * `effect` is needed only where a fault has the other of its two outcomes, `column` where another cell than that of
 * the code's entry is at fault.
 */
export function draftMessage<Code extends MessageCode>(
  code: Code,
  params: ParamsOf<Code>,
  about: { readonly column?: string; readonly effect?: Effect } = {},
): MessageDraft {
  return { code, params, ...about };
}

/**
 * The finished message; `file` and `row` are null for messages about the whole import or a whole file.
 * Throws on an unknown code, a parameter left out, or an effect that the code does not have: bugs of the
 * caller that must not reach the user as half a sentence.
 */
export function toMessage(draft: MessageDraft, file: string | null, row: number | null): Message {
  const { code, params } = draft;
  const entry = messageEntry(code);
  const missing = placeholdersOf(code).find((name) => params[name] === undefined);
  if (missing !== undefined)
    throw new Error(`The message ${code} was raised without its parameter ${missing}.`);
  const effect = draft.effect ?? entry.effect;
  if (effect !== entry.effect && effect !== entry.or_effect) {
    throw new Error(`The message ${code} was raised with the effect ${effect}, which it does not have.`);
  }
  const column = draft.column ?? entry.column ?? (typeof params.column === 'string' ? params.column : null);
  return { code, effect, file, row, column, params };
}
