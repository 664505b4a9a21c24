import { type Command, InvalidArgumentError, Option } from 'commander';
import { importOptions, type SisImportOptions } from '../client/index.ts';
import { readCount } from './declare-options.ts';
import { CommandError } from './exit-status.ts';

/** Options that go to the server, by their names in the API. */
export type ImportChoices = Omit<SisImportOptions, 'idempotency_key' | 'import_type'>;

type OptionName = keyof typeof importOptions;

interface DeclaredOption {
  readonly kind: string;
  readonly summary: string;
  readonly values?: readonly string[];
  readonly max_length?: number;
}

const declared = Object.entries(importOptions) as [OptionName, DeclaredOption][];

const flagOf = (name: string) => `--${name.replaceAll('_', '-')}`;
const attributeOf = (name: string) =>
  name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** `Names the series; only changes.` becomes `names the series; only changes`, as the other options speak. */
function describe(summary: string): string {
  const plain = summary.replaceAll('`', '').replace(/\.$/, '');
  return plain.charAt(0).toLowerCase() + plain.slice(1);
}

function readShort(most: number): (text: string) => string {
  return (text) => {
    if (text !== '' && text.length <= most) return text;
    throw new InvalidArgumentError(`It must have from 1 to ${most} characters.`);
  };
}

function makeOption(name: OptionName, { kind, summary, values, max_length }: DeclaredOption): Option {
  const text = describe(summary);
  if (kind === 'boolean') return new Option(flagOf(name), text);
  if (values) return new Option(`${flagOf(name)} <word>`, text).choices(values);
  if (kind === 'integer') return new Option(`${flagOf(name)} <number>`, text).argParser(readCount(0));
  const option = new Option(`${flagOf(name)} <${kind === 'id' ? 'id' : 'text'}>`, text);
  return max_length === undefined ? option : option.argParser(readShort(max_length));
}

/** Adds the options of an import, by the names that Canvas gives them; `except` are declared by the command itself. */
export function declareImportChoices(command: Command, except: readonly OptionName[] = []): Command {
  for (const [name, option] of declared)
    if (!except.includes(name)) command.addOption(makeOption(name, option));
  return command;
}

/** What commander has made of them; what was not given is absent. */
export function readImportChoices(parsed: object): ImportChoices {
  const given = parsed as Readonly<Record<string, unknown>>;
  const found = declared.map(([name]) => [name, given[attributeOf(name)]] as const);
  return Object.fromEntries(found.filter(([, value]) => value !== undefined)) as ImportChoices;
}

/**
 * Refuses what a server would drop without a word.
 * @throws CommandError
 */
export function checkImportChoices(choices: ImportChoices): void {
  if ((choices.add_sis_stickiness || choices.clear_sis_stickiness) && !choices.override_sis_stickiness) {
    // Canvas: the API drops the two silently then. A person should hear of it.
    throw new CommandError('--add-sis-stickiness and --clear-sis-stickiness need --override-sis-stickiness.');
  }
}
