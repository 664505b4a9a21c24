import type { SisImportError } from '../../client/index.ts';

/** Messages of one cause. */
export interface MessageGroup {
  /** The sentence that they share, what differs in it left out. */
  readonly cause: string;
  readonly count: number;
  /** The first ones. */
  readonly examples: readonly Pick<SisImportError, 'file' | 'row' | 'message'>[];
}

const EXAMPLES = 5;
const LEFT_OUT = '…';

/**
 * The sentence without what tells one message from another: what stands in quotes, SIS IDs (words with a digit in them)
 * and the list that follows a colon. No server tells codes with its messages, so causes are told by their wording.
 */
function causeOf(message: string): string {
  return message
    .replaceAll(/"[^"]*"|'[^']*'|“[^”]*”/g, LEFT_OUT)
    .replaceAll(/[\p{L}\p{N}_@.+-]*\p{N}[\p{L}\p{N}_@+-]*/gu, LEFT_OUT)
    .replaceAll(/…(?:,? (?:and )?…)+/g, LEFT_OUT);
}

/** Groups messages by cause, the most frequent first. */
export function groupMessages(
  messages: readonly Pick<SisImportError, 'file' | 'row' | 'message'>[],
): readonly MessageGroup[] {
  const groups = new Map<string, { count: number; examples: MessageGroup['examples'][number][] }>();
  for (const { file, row, message } of messages) {
    const cause = causeOf(message);
    const group = groups.get(cause) ?? { count: 0, examples: [] };
    groups.set(cause, group);
    group.count++;
    if (group.examples.length < EXAMPLES) group.examples.push({ file, row, message });
  }
  return [...groups]
    .map(([cause, group]) => ({
      cause: group.count === 1 ? (group.examples[0]?.message ?? cause) : cause,
      ...group,
    }))
    .sort((a, b) => b.count - a.count);
}
