/** The command line as a value: run it, or read its help. */
export { type HelpPage, readHelpPages } from './read-help-pages.ts';
export { run } from './run.ts';
export { Interruption, type Surroundings } from './surroundings.ts';
