/** The columns that a pattern names. */
export function columnsOf(pattern: string): readonly string[] {
  return [...pattern.matchAll(/\{([^{}]*)\}/g)].flatMap(([, names = '']) => names.split('|'));
}

/**
 * Fills a pattern: `{preferredGivenName|givenName} {familyName}`, the first that is not blank of each. Blanks that
 * are left over by values that are missing go, and so do commas at either end.
 */
export function fillPattern(pattern: string, values: Readonly<Record<string, string | null>>): string | null {
  const filled = pattern.replaceAll(/\{([^{}]*)\}/g, (_, names: string) => {
    const name = names.split('|').find((one) => (values[one] ?? null) !== null);
    return name === undefined ? '' : (values[name] ?? '');
  });
  const text = filled.replaceAll(/\s+/g, ' ').replaceAll(/^[\s,]+|[\s,]+$/g, '');
  return text === '' ? null : text;
}
