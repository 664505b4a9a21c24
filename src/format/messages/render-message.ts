import { messageEntry } from './all-messages.ts';
import type { MessageParams } from './define-message.ts';

/** What stands in a text where the row gave no value, e.g. the section of a row that names only a course. */
const no_value = '(none)';

interface Template {
  /** The text around the placeholders, one piece more than there are names. */
  readonly pieces: readonly string[];
  readonly names: readonly string[];
}

const templates = new Map<string, Template>();

function templateOf(code: string): Template {
  const known = templates.get(code);
  if (known !== undefined) return known;
  const split = messageEntry(code).text.split(/\{(\w+)\}/);
  const template = {
    pieces: split.filter((_, index) => index % 2 === 0),
    names: split.filter((_, index) => index % 2 === 1),
  };
  templates.set(code, template);
  return template;
}

/** The names of the parameters that the text of a code needs, in the order of the text. */
export function placeholdersOf(code: string): readonly string[] {
  return templateOf(code).names;
}

/**
 * The sentence of a message. A parameter that is null reads `(none)`; one that is missing altogether
 * throws, as does an unknown code.
 */
export function renderMessage(message: { readonly code: string; readonly params: MessageParams }): string {
  const { pieces, names } = templateOf(message.code);
  let text = pieces[0] ?? '';
  names.forEach((name, index) => {
    const value = message.params[name];
    if (value === undefined) throw new Error(`The message ${message.code} lacks its parameter ${name}.`);
    text += `${value ?? no_value}${pieces[index + 1] ?? ''}`;
  });
  return text;
}
