import type { Command } from 'commander';
import type { Statuses } from './exit-status.ts';

/** A command line, and what it does: `['rollcall abort 148', 'End SIS import 148.']`. */
export type Example = readonly [line: string, does: string];

/** What the help of a command tells beside its arguments and options. */
export interface Use {
  /** Paragraphs, their lines broken by hand. */
  readonly details?: string;
  readonly examples: readonly [Example, Example, ...Example[]];
  readonly statuses: Statuses;
}

const WIDTH = 80;
const STATUS_INDENT = 7;
const EXAMPLE_INDENT = 6;

/** Breaks a text into lines that fit a terminal, the first of which is to stand after the indent of the others. */
function wrap(text: string, indent: number): string {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? '';
    if (line !== '' && indent + line.length + 1 + word.length > WIDTH) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines.join(`\n${' '.repeat(indent)}`);
}

const renderExample = ([line, does]: Example) =>
  `  ${line}\n${' '.repeat(EXAMPLE_INDENT)}${wrap(does, EXAMPLE_INDENT)}`;

const renderStatus = ([status, means]: readonly [string, string]) =>
  `  ${status.padEnd(STATUS_INDENT - 2)}${wrap(means, STATUS_INDENT)}`;

/** The end of every help: what is to be known besides, examples, and what the exit status means. */
export function describeUse(command: Command, { details, examples, statuses }: Use): Command {
  const parts = [
    ...(details ? [details.trim()] : []),
    ['Examples:', ...examples.map(renderExample)].join('\n'),
    ['Exit status:', ...Object.entries(statuses).map(renderStatus)].join('\n'),
  ];
  return command.addHelpText('after', `\n${parts.join('\n\n')}`);
}
