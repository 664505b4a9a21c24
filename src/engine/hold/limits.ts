/** What imports may do before they are held, as the account's setting `hold_limits` says. */

/** Objects of which losses are counted, as plans call them. */
export const holdKinds = [
  'accounts',
  'terms',
  'abstract_courses',
  'courses',
  'sections',
  'users',
  'logins',
  'enrollments',
  'admins',
  'group_categories',
  'groups',
  'group_memberships',
  'institutional_tag_categories',
  'institutional_tags',
  'institutional_tag_associations',
  'user_observers',
] as const;

export type HoldKind = (typeof holdKinds)[number];

/** Where losses are counted: in the whole root account, in each term, in each account below it. */
export const holdScopes = ['account', 'term', 'sub_account'] as const;

export type HoldScope = (typeof holdScopes)[number];

/** What is limited: numbers of objects or shares of what is there, and what must be `left`. */
export const holdMeasures = [
  'deleted',
  'deleted_percent',
  'concluded',
  'concluded_percent',
  'changed',
  'changed_percent',
  'left',
] as const;

export type HoldMeasure = (typeof holdMeasures)[number];

/** Limits by name, e.g. `any.term.deleted_percent`; null: there is no such limit. */
export type HoldLimits = ReadonlyMap<string, number | null>;

/** What counts unless the account says otherwise. */
export const defaultHoldLimits: HoldLimits = new Map([
  ['any.account.deleted_percent', 10],
  ['any.account.concluded_percent', 25],
  ['any.account.changed_percent', 50],
  ['any.account.left', 1],
  ['any.term.deleted_percent', 25],
  ['any.term.concluded_percent', 50],
  ['enrollments.term.left', 1],
  ['any.sub_account.deleted_percent', 25],
  ['any.sub_account.concluded_percent', 50],
]);

const isOneOf = <T extends string>(words: readonly T[], word: string | undefined): word is T =>
  (words as readonly string[]).includes(word ?? '');

/** A limit that nobody can go by, as it was written. */
export class LimitFault extends Error {
  override readonly name = 'LimitFault';
}

/**
 * Reads `enrollments.term.deleted_percent=10, any.account.left=off`: limits that replace those of the same name among the
 * default ones. Throws a `LimitFault` whose message is what cannot be read.
 */
export function parseHoldLimits(text: string): HoldLimits {
  const limits = new Map<string, number | null>();
  for (const entry of text.split(/[\s,;]+/).filter((part) => part !== '')) {
    const [name = '', value = '', ...rest] = entry.split('=');
    const [kind, scope, measure, ...more] = name.split('.');
    const isKnown =
      (kind === 'any' || isOneOf(holdKinds, kind)) &&
      isOneOf(holdScopes, scope) &&
      isOneOf(holdMeasures, measure) &&
      more.length === 0;
    const isValue = value === 'off' || /^\d{1,9}$/.test(value);
    const isTooMuch = measure?.endsWith('_percent') && Number(value) > 100;
    if (!isKnown || !isValue || isTooMuch || rest.length > 0) throw new LimitFault(entry);
    limits.set(name, value === 'off' ? null : Number(value));
  }
  return limits;
}

/** Limits as they are written down. */
export function renderHoldLimits(limits: HoldLimits): string {
  return [...limits].map(([name, value]) => `${name}=${value ?? 'off'}`).join(', ');
}

/** The limit that holds for a kind: its own one, else that for any; the account's word before the default. */
export function limitOf(
  limits: HoldLimits,
  kind: HoldKind,
  scope: HoldScope,
  measure: HoldMeasure,
): { readonly name: string; readonly allows: number } | null {
  const own = `${kind}.${scope}.${measure}`;
  const any = `any.${scope}.${measure}`;
  for (const [name, from] of [
    [own, limits],
    [any, limits],
    [own, defaultHoldLimits],
    [any, defaultHoldLimits],
  ] as const) {
    const allows = from.get(name);
    if (allows !== undefined) return allows === null ? null : { name, allows };
  }
  return null;
}
