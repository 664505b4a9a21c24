import { ApiError } from './errors.ts';
import { listParameter, type ParameterRecord, textParameter } from './parameters.ts';

function checkWord<W extends string>(parameter: string, value: string, words: readonly W[]): W {
  const word = words.find((each) => each === value);
  if (word !== undefined) return word;
  throw new ApiError('invalid_value', { params: { parameter, value, values: words.join(', ') } });
}

/** A parameter that takes certain words; null when it is missing or blank. Any other word throws. */
export function wordParameter<W extends string>(
  parameters: ParameterRecord,
  name: string,
  words: readonly W[],
): W | null {
  const value = textParameter(parameters, name);
  return value === null ? null : checkWord(name, value, words);
}

/** A list parameter that takes certain words. Any other word throws. */
export function wordsParameter<W extends string>(
  parameters: ParameterRecord,
  name: string,
  words: readonly W[],
): readonly W[] {
  return listParameter(parameters, name)
    .map((value) => value.trim())
    .filter((value) => value !== '')
    .map((value) => checkWord(`${name}[]`, value, words));
}
