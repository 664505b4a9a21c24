/** What the process ends with. */
export const exitStatus = {
  done: 0,
  imported_with_skipped_rows: 1,
  found_warnings: 1,
  done_in_part: 1,
  failed: 2,
  not_started: 3,
  held: 4,
  not_sent: 5,
  already_running: 6,
} as const;

/** What a command ends with, by the number. */
export type Statuses = Readonly<Record<number, string>>;

const stopped: Statuses = { 130: 'stopped by Ctrl-C (143 by SIGTERM)' };

/** Of `rollcall import`, and of commands that end as an import does. */
export const importStatuses: Statuses = {
  0: 'imported',
  1: 'imported, with messages that skipped rows',
  2: 'failed or aborted',
  3: 'could not be submitted',
  4: 'held: nothing was applied, as it would go beyond the limits',
  130: 'stopped by Ctrl-C (143 by SIGTERM); the import was aborted, the rows that it had applied stay',
};

/** Of `rollcall submit`. */
export const submitStatuses: Statuses = {
  0: 'imported; without --wait: submitted',
  1: 'imported, with messages that skipped rows',
  2: 'failed or aborted, or the end could not be seen',
  3: 'could not be submitted',
  4: 'held by the server: nothing was applied, a person has to approve it',
  5: 'not sent, because of the check or a guard',
  6: 'not sent, because another run of the profile goes on',
  ...stopped,
};

/** Of `rollcall status`. */
export const lookStatuses: Statuses = {
  0: 'imported, still going on, or put back',
  1: 'imported, with messages that skipped rows',
  2: 'failed or aborted',
  3: 'could not be seen: wrong usage, no server, no such import',
  4: 'held: nothing was applied, as it would go beyond the limits',
  ...stopped,
};

/** Of `rollcall check`. */
export const checkStatuses: Statuses = {
  0: 'nothing found as grave as --fail-on',
  1: 'warnings, or notes with --fail-on note, and no error',
  2: 'errors',
  3: 'could not start: wrong usage, a path that cannot be read',
  ...stopped,
};

/** Of the commands that put an import back. */
export const putBackStatuses: Statuses = {
  0: 'done',
  1: 'done, but for some objects',
  2: 'refused or failed',
  3: 'could not start: wrong usage, no database, no server',
  ...stopped,
};

/** Of `rollcall watch`. */
export const watchStatuses: Statuses = {
  0: 'nothing found; with --follow: stopped by Ctrl-C or SIGTERM',
  1: 'warnings',
  2: 'something critical',
  3: 'unknown: nothing could be seen, wrong usage, or an end that nobody could be told of',
  ...stopped,
};

/** Of `rollcall convert`. */
export const convertStatuses: Statuses = {
  0: 'converted',
  1: 'converted, but for values that could not be used; the report names them',
  2: 'failed: a file cannot be read, and nothing was written',
  3: 'could not start: wrong usage, no such file, no such profile',
  ...stopped,
};

/** Of `rollcall doctor`. */
export const doctorStatuses: Statuses = {
  0: 'imports will work',
  2: 'they will not',
  3: 'could not start: wrong usage, no such profile',
  ...stopped,
};

/** Of the other commands. */
export const usualStatuses: Statuses = {
  0: 'done',
  2: 'failed',
  3: 'could not start: wrong usage, no database, no server',
  ...stopped,
};

/** Of commands that run until they are told to stop. */
export const serviceStatuses: Statuses = {
  0: 'stopped by Ctrl-C or SIGTERM; imports under way go on with the next start',
  2: 'failed',
  3: 'could not start: wrong usage, no database, port taken',
};

/** A reason to end that a person can do something about: shown as a sentence, without a stack. */
export class CommandError extends Error {
  readonly status: number;

  constructor(message: string, status: number = exitStatus.not_started, cause?: unknown) {
    super(message, { cause });
    this.name = 'CommandError';
    this.status = status;
  }
}
