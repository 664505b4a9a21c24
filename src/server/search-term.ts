import { ApiError } from './errors.ts';
import { type ParameterRecord, textParameter } from './parameters.ts';

const MIN_LENGTH = 2;

/**
 * The `search_term`; null when it is missing or blank. Throws when it is too short to narrow a list down, unless it
 * is a number, as that may be an id.
 */
export function readSearchTerm(parameters: ParameterRecord): string | null {
  const term = textParameter(parameters, 'search_term');
  if (term === null) return null;
  if ([...term].length < MIN_LENGTH && !/^\d+$/.test(term)) {
    throw new ApiError('short_search_term', { params: { min_length: MIN_LENGTH } });
  }
  return term;
}

/** The id that a search term may be; null for one that is no number. */
export function idOfTerm(term: string | null): number | null {
  const id = term !== null && /^\d+$/.test(term) ? Number(term) : 0;
  return Number.isSafeInteger(id) && id > 0 ? id : null;
}
