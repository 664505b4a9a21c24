import type { SisImportError } from '../../client/index.ts';
import { identifyMessage } from '../../format/index.ts';

/** Messages of one cause. */
export interface MessageGroup {
  /** The sentence that they share, what differs in it left out. */
  readonly cause: string;
  /** Of a message of rollcall; null for one of another server. */
  readonly code: string | null;
  readonly count: number;
  /** The files that they are about. */
  readonly files: readonly string[];
  /** The first ones, of a list with the newest first the last ones. */
  readonly examples: readonly Message[];
}

/** What is grouped. */
export type Message = Pick<SisImportError, 'file' | 'row' | 'message'>;

const EXAMPLES = 5;
const LEFT_OUT = '…';
// Wordings that differ in what cannot be told apart from words would fill the memory one by one.
const MOST_CAUSES = 1_000;
const OTHERS = 'other messages';

/**
 * The sentence without what tells one message from another: what stands in quotes, SIS IDs (words with a digit in them)
 * and the list that follows a colon. No server tells codes with its messages, so causes are told by their wording.
 */
function wordingOf(message: string): string {
  return message
    .replaceAll(/"[^"]*"|'[^']*'|“[^”]*”/g, LEFT_OUT)
    .replaceAll(/[\p{L}\p{N}_@.+-]*\p{N}[\p{L}\p{N}_@+-]*/gu, LEFT_OUT)
    .replaceAll(/…(?:,? (?:and )?…)+/g, LEFT_OUT);
}

interface OpenGroup {
  readonly cause: string;
  readonly code: string | null;
  count: number;
  readonly files: Set<string>;
  readonly examples: Message[];
}

/** Groups messages, of which the newest comes first, by cause; what is kept does not grow with their number. */
export class MessageGroups {
  readonly #groups = new Map<string, OpenGroup>();

  /** The cause of a message: its code at rollcall, else its wording. */
  add(message: Message): OpenGroup {
    const group = this.#groupOf(message.message);
    group.count += 1;
    if (message.file !== null && group.files.size < EXAMPLES) group.files.add(message.file);
    const { file, row, message: text } = message;
    // Servers list the newest first, and people read from the beginning.
    group.examples.unshift({ file, row, message: text });
    if (group.examples.length > EXAMPLES) group.examples.pop();
    return group;
  }

  #groupOf(text: string): OpenGroup {
    const code = identifyMessage(text)?.code ?? null;
    const wording = wordingOf(text);
    const key = code ?? wording;
    const known =
      this.#groups.get(key) ?? (this.#groups.size < MOST_CAUSES ? null : this.#groups.get(OTHERS));
    if (known) return known;
    const is_full = this.#groups.size >= MOST_CAUSES;
    const cause = is_full ? OTHERS : wording;
    const made = { cause, code: is_full ? null : code, count: 0, files: new Set<string>(), examples: [] };
    this.#groups.set(is_full ? OTHERS : key, made);
    return made;
  }

  /** The most frequent first. */
  list(): readonly MessageGroup[] {
    return [...this.#groups.values()]
      .reverse()
      .map((group) => ({
        ...group,
        cause: group.count === 1 ? (group.examples[0]?.message ?? group.cause) : group.cause,
        files: [...group.files],
      }))
      .sort((a, b) => b.count - a.count);
  }
}
