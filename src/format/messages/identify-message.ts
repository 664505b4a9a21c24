import { messageEntry, messages } from './all-messages.ts';
import { placeholdersOf } from './render-message.ts';

/** The code of a sentence, and what stands at its placeholders. */
export interface IdentifiedMessage {
  readonly code: string;
  readonly params: Readonly<Record<string, string>>;
}

interface Pattern {
  readonly code: string;
  readonly expression: RegExp;
  /** How much of the text is ours. */
  readonly literal: number;
}

let patterns: readonly Pattern[] | null = null;

function makePatterns(): readonly Pattern[] {
  return Object.keys(messages)
    .map((code): Pattern => {
      const pieces = messageEntry(code).text.split(/\{\w+\}/);
      const escaped = pieces.map((piece) => piece.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
      const literal = pieces.reduce((sum, piece) => sum + piece.length, 0);
      return { code, expression: new RegExp(`^${escaped.join('(.*?)')}$`, 's'), literal };
    })
    .sort((a, b) => b.literal - a.literal);
}

/**
 * Finds out which message a sentence is, for servers show sentences alone. Of several that fit it is the one that
 * explains most of the sentence; null for a sentence that is not ours, such as one of Canvas.
 */
export function identifyMessage(text: string): IdentifiedMessage | null {
  patterns ??= makePatterns();
  for (const { code, expression } of patterns) {
    const match = expression.exec(text);
    if (match === null) continue;
    const names = placeholdersOf(code);
    return { code, params: Object.fromEntries(names.map((name, at) => [name, match[at + 1] ?? ''])) };
  }
  return null;
}
