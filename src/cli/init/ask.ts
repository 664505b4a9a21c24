import { createInterface } from 'node:readline';
import { CommandError } from '../exit-status.ts';
import { JsonFault } from '../profiles/parse-commented-json.ts';
import { checkProfile, type WrittenProfile } from '../profiles/write-profile.ts';
import { splitWords } from '../split-words.ts';
import type { Surroundings } from '../surroundings.ts';

interface Question {
  readonly text: string;
  /** What is meant by an empty answer. */
  readonly usual: string;
  /** What the answer says of the profile; null: nothing. */
  readonly read: (answer: string) => WrittenProfile | null;
}

const isNothing = (answer: string) => answer === '' || answer === 'none';

/** Reads `500` as a number and leaves `5%` as it is. */
export const writtenLimit = (text: string): unknown => (/^\d+$/.test(text) ? Number(text) : text);

const guard = (name: string) => (answer: string) =>
  isNothing(answer) ? null : { guards: { [name]: writtenLimit(answer) } };

/** `env CANVAS_TOKEN`, `file production.token` or `command pass show canvas`. */
function readSource(answer: string): WrittenProfile {
  const [kind = '', ...rest] = splitWords(answer);
  if (kind === 'command') return { token: { command: rest } };
  if (rest.length === 1 && (kind === 'env' || kind === 'file')) return { token: { [kind]: rest[0] } };
  throw new JsonFault(
    'Say env <variable>, file <path> or command <program> <words>; never the token itself.',
    0,
  );
}

const questions: readonly Question[] = [
  { text: 'Address of the server (https://...)', usual: '', read: (answer) => ({ base_url: answer }) },
  { text: 'Account', usual: 'self', read: (answer) => ({ account: answer }) },
  { text: 'Token from (env NAME, file PATH or command ...)', usual: 'env ROLLCALL_TOKEN', read: readSource },
  {
    text: 'Data set identifier, to apply changes only',
    usual: 'none',
    read: (answer) => (isNothing(answer) ? null : { data_set: answer }),
  },
  {
    text: 'Time by which an import must have ended (HH:MM)',
    usual: 'none',
    read: (answer) => (isNothing(answer) ? null : { schedule: { by: answer } }),
  },
  { text: 'Most rows that may ask for a delete (200 or 5%)', usual: 'none', read: guard('max_deletes') },
  { text: 'Most rows that may differ from the last import', usual: 'none', read: guard('max_change') },
  { text: 'By how much an upload may shrink (10%)', usual: 'none', read: guard('max_shrink') },
];

/** Puts what two answers say of the profile together. */
function merge(one: WrittenProfile, other: WrittenProfile | null): WrittenProfile {
  const guards = { ...(one.guards as object | undefined), ...(other?.guards as object | undefined) };
  return { ...one, ...other, ...(Object.keys(guards).length > 0 ? { guards } : {}) };
}

/** Gives the next line that a person types. */
type NextLine = (prompt: string) => Promise<string>;

async function askOne(
  nextLine: NextLine,
  { text, usual, read }: Question,
  before: WrittenProfile,
  { stderr }: Surroundings,
): Promise<WrittenProfile> {
  for (;;) {
    const answer = (await nextLine(`${text}${usual ? ` [${usual}]` : ''}: `)).trim();
    try {
      const after = merge(before, read(answer || usual));
      checkProfile('new', after);
      return after;
    } catch (error) {
      if (!(error instanceof JsonFault)) throw error;
      stderr.write(`  ${error.message}\n`);
    }
  }
}

/**
 * Asks a person what a profile is to be; a faulty answer is asked for again.
 * @throws CommandError when there is nobody to ask.
 */
export async function askForProfile(surroundings: Surroundings): Promise<WrittenProfile> {
  const { stdin, stderr, listenForInterrupt } = surroundings;
  if (!stdin?.isTTY)
    throw new CommandError('There is nobody to ask: say --base-url, and what else is not as usual.');
  const terminal = createInterface({ input: stdin, terminal: false });
  // Lines that are typed ahead wait here.
  const lines = terminal[Symbol.asyncIterator]();
  const signal = listenForInterrupt();
  const interrupted = new Promise<never>((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  // Listened to only while a line is waited for.
  interrupted.catch(() => {});
  const nextLine: NextLine = async (prompt) => {
    stderr.write(prompt);
    const step = await Promise.race([lines.next(), interrupted]);
    if (step.done) throw new CommandError('The answers ended too early; nothing was written.');
    return step.value;
  };
  try {
    let written: WrittenProfile = {};
    for (const question of questions) written = await askOne(nextLine, question, written, surroundings);
    return written;
  } finally {
    terminal.close();
  }
}
