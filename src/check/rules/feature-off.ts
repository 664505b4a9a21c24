import type { FileContext } from '../define-rule.ts';

/** Whether the root account is known to lack a feature; without a database nobody knows, and nothing is said. */
export function isFeatureOff(file: FileContext, feature: string): boolean {
  return file.features !== undefined && !file.features.has(feature);
}
