import type { SisImportOptions } from '../../client/index.ts';
import type { OneRosterSettings } from '../../convert/index.ts';

/** Where the token of a profile comes from; never from the file of the profiles itself. */
export type TokenSource =
  | { readonly env: string }
  | { readonly file: string }
  | { readonly command: readonly string[] };

/** How much is too much: so many rows, or so many percent. */
export type Limit = { readonly rows: number } | { readonly percent: number };

/** What is to be true of an upload before it is sent. */
export interface Guards {
  readonly max_deletes: Limit | null;
  readonly max_change: Limit | null;
  /** Rows by the plural name of a file type: `users`. */
  readonly min_rows: Readonly<Record<string, number>>;
  /** Against the last accepted import of the same data set. */
  readonly max_shrink: Limit | null;
}

export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

export type Weekday = (typeof weekdays)[number];

/** Days in a row, both included, such as `2026-12-21`. */
export interface DayRange {
  readonly first: string;
  readonly last: string;
}

/** When imports are expected. */
export interface Schedule {
  /** `HH:MM`: by then an import must have ended. */
  readonly by: string;
  /** `HH:MM` from which on an import counts, on the day before if it is not before `by`; null: half a day before `by`. */
  readonly from: string | null;
  /** An IANA name; null for the time zone of the machine. */
  readonly time_zone: string | null;
  readonly days: readonly Weekday[];
  /** On which no import is expected although the weekday is right. */
  readonly holidays: readonly DayRange[];
  /** An import in which nothing has moved for so long is stuck. */
  readonly stuck_after_minutes: number;
}

/** Whom `rollcall watch` tells. */
export interface Alerts {
  readonly webhook: {
    /** The address may be a secret, too: whoever knows that of a chat can write there. */
    readonly url: string | TokenSource;
    /** What deliveries are signed with; null: not signed. */
    readonly secret: TokenSource | null;
    /** Everything, or a text alone for receivers that refuse what they do not know. */
    readonly body: (typeof webhookBodies)[number];
  } | null;
  /** A program and its words, run without a shell. */
  readonly command: readonly string[] | null;
}

export const webhookBodies = ['full', 'text'] as const;

/** The options that an import takes unless the command says otherwise. */
export type ImportDefaults = Omit<
  SisImportOptions,
  'idempotency_key' | 'import_type' | 'diffing_data_set_identifier'
>;

/** A server, an account, a token and what is usual there. */
export interface Profile {
  readonly name: string;
  readonly base_url: string;
  /** By id or as `sis_account_id:...`. */
  readonly account: string;
  readonly token: TokenSource;
  /** The `diffing_data_set_identifier` of its imports. */
  readonly data_set: string | null;
  readonly defaults: ImportDefaults;
  readonly schedule: Schedule | null;
  readonly guards: Guards;
  readonly alerts: Alerts;
  /** How files of other formats are read. */
  readonly convert: { readonly oneroster: OneRosterSettings };
}

/** The options of an import to a profile, before the command line has its say. */
export function importOptionsOf(profile: Profile | null): SisImportOptions {
  if (profile === null) return {};
  const { defaults, data_set } = profile;
  return { ...defaults, ...(data_set === null ? {} : { diffing_data_set_identifier: data_set }) };
}
