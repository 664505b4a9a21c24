import { type Effect, messageEntry, messages, renderMessage } from '../../../format/index.ts';
import type { CodeEntry, Severity } from './define-code.ts';
import { fileCodes } from './file-codes.ts';
import { referenceCodes } from './reference-codes.ts';
import { rowCodes } from './row-codes.ts';

export type { CodeEntry, Severity } from './define-code.ts';

/** The findings that only the check makes, by code. */
export const checkCodes = { ...fileCodes, ...rowCodes, ...referenceCodes } as const;

/** A code that only the check uses. */
export type CheckCode = keyof typeof checkCodes;

const severities: Readonly<Record<Effect, Severity>> = {
  failure: 'error',
  row_skipped: 'error',
  row_imported: 'warning',
  file_skipped: 'warning',
  import_adjusted: 'warning',
};

/** The severity of what an import says with this effect. */
export function severityOf(effect: Effect): Severity {
  return severities[effect];
}

/** Messages that the check never makes: they are about the server, or about what it has stored. */
const only_with_a_server =
  /^(import\.internal_error|batch\.|diff\.|restore\.)|\.feature_disabled$|\.cannot_remove_self$/;

function ofMessage(code: string): CodeEntry {
  const { effect, text, summary, why, fix, since } = messageEntry(code);
  return { severity: severityOf(effect), text, summary, why, fix, since };
}

/** What is declared about a code, be it the check's own or a message of imports; null for an unknown one. */
export function findingEntry(code: string): CodeEntry | null {
  if (Object.hasOwn(checkCodes, code)) return checkCodes[code as CheckCode];
  return Object.hasOwn(messages, code) ? ofMessage(code) : null;
}

/** Every code that a check can find, its own first. */
export const findingCodes: readonly string[] = [
  ...Object.keys(checkCodes),
  ...Object.keys(messages).filter((code) => !only_with_a_server.test(code)),
];

/** The sentence of a finding; a parameter that is null reads `(none)`. */
export function renderFinding(finding: {
  readonly code: string;
  readonly params: Readonly<Record<string, string | number | null>>;
}): string {
  if (!Object.hasOwn(checkCodes, finding.code)) return renderMessage(finding);
  return checkCodes[finding.code as CheckCode].text.replaceAll(/\{(\w+)\}/g, (_all, name: string) => {
    const value = finding.params[name];
    if (value === undefined) throw new Error(`The finding ${finding.code} lacks its parameter ${name}.`);
    return String(value ?? '(none)');
  });
}
