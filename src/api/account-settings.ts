import type { ValueParameter } from './define-endpoint.ts';

/** The switches of an account, as they are set in the account itself. Those of a root account are null below it. */
export interface AccountSettings {
  /** Root account: imports are taken. */
  readonly allow_sis_import: boolean | null;
  /** Null: as in the nearest account above that has the switch, off without any. */
  readonly differentiation_tags: boolean | null;
  /** An elementary school; so is every account below it. */
  readonly elementary: boolean;
  /** Root account: imports are held that would do more harm than `hold_limits` allows, unless they say `hold=off`. */
  readonly hold: boolean | null;
  /** Root account: limits that replace those of the same name: `enrollments.term.deleted=500, any.account.left=off`. */
  readonly hold_limits: string | null;
  /** Root account: institutional tags are imported. */
  readonly institutional_tags: boolean | null;
  /** Root account: pronouns are kept. */
  readonly personal_pronouns: boolean | null;
  /** Root account: enrollments may take the place of somebody for a time. */
  readonly temporary_enrollments: boolean | null;
}

/** The switches of accounts as parameters: `account[settings][elementary]=true`, or with `[value]` after the name. */
export const accountSettingParameters = {
  allow_sis_import: {
    kind: 'boolean',
    summary: 'SIS imports are taken; on unless set. Root accounts only.',
  },
  differentiation_tags: {
    kind: 'string',
    values: ['true', 'false', ''],
    summary:
      'Differentiation tags are imported into courses here and below, unless an account between says otherwise; ' +
      'blank leaves it to the accounts above.',
  },
  elementary: {
    kind: 'boolean',
    summary: 'An elementary school, with all accounts below: the friendly names of its courses are imported.',
  },
  hold: {
    kind: 'boolean',
    summary:
      'Imports are held that would delete, conclude or change more than `hold_limits` allows, unless they say `hold=off`. Root accounts only.',
  },
  hold_limits: {
    kind: 'string',
    summary:
      'Limits that replace the default ones of the same name, e.g. `enrollments.term.deleted=500, any.account.left=off`; blank for the default ones. Root accounts only.',
  },
  institutional_tags: {
    kind: 'boolean',
    summary: 'Institutional tags are imported. Root accounts only.',
  },
  personal_pronouns: {
    kind: 'boolean',
    summary: 'The pronouns of people are imported and shown. Root accounts only.',
  },
  temporary_enrollments: {
    kind: 'boolean',
    summary: 'Whose place a temporary enrollment takes is imported. Root accounts only.',
  },
} as const satisfies Readonly<Record<keyof AccountSettings, ValueParameter>>;

/** The switches that a root account sets for all accounts below it. */
export const rootAccountSettings: readonly string[] = [
  'allow_sis_import',
  'hold',
  'hold_limits',
  'institutional_tags',
  'personal_pronouns',
  'temporary_enrollments',
] satisfies readonly (keyof AccountSettings)[];
