import { describe, expect, it } from 'vitest';
import { ApiError, errorBody } from './errors.ts';
import { idOfTerm, readSearchTerm } from './search-term.ts';

describe('readSearchTerm', () => {
  it.each([
    ['ad', 'ad'],
    [' ada ', 'ada'],
    ['7', '7'],
    ['𝒜é', '𝒜é'],
    ['  ', null],
  ])('reads “%s” as %s', (search_term, expected) => {
    expect(readSearchTerm({ search_term })).toBe(expected);
  });

  it.each(['a', '𝒜', '-'])('refuses “%s” as too short', (search_term) => {
    const refusal = (() => {
      try {
        return readSearchTerm({ search_term });
      } catch (error) {
        return error;
      }
    })();
    expect(refusal).toBeInstanceOf(ApiError);
    expect(errorBody(refusal as ApiError)).toEqual({
      message: '`search_term` needs at least 2 characters.',
      code: 'short_search_term',
    });
  });
});

describe('idOfTerm', () => {
  it.each([
    ['12', 12],
    ['0', null],
    ['12a', null],
    ['99999999999999999999', null],
    [null, null],
  ])('%s', (term, expected) => {
    expect(idOfTerm(term)).toBe(expected);
  });
});
