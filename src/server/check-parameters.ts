import { ApiError } from './errors.ts';
import { MAX_DEPTH, type ParameterRecord } from './parameters.ts';

/** A zero character, or one half of a character: PostgreSQL's text holds neither, so nothing is called so. */
const UNSTORABLE = /[\0\p{Surrogate}]/u;

function refuse(reason: string): never {
  throw new ApiError('malformed_request', { params: { reason } });
}

/**
 * Throws unless the database can take every name and every text among the parameters, so that whoever reads one need
 * not ask. JSON may nest no deeper than bracket names do: reading it must not use up the stack.
 */
export function checkParameters(parameters: ParameterRecord): void {
  const levels: (readonly unknown[])[] = [[parameters]];
  for (let level = levels[0]; level !== undefined && level.length > 0; level = levels.at(-1)) {
    if (levels.length > MAX_DEPTH + 1) refuse('its parameters are nested too deeply');
    const below: unknown[] = [];
    for (const value of level) {
      if (typeof value === 'string' && UNSTORABLE.test(value)) {
        refuse('a parameter holds a character that no text holds');
      }
      if (typeof value !== 'object' || value === null) continue;
      if (Array.isArray(value)) for (const entry of value) below.push(entry);
      else for (const [name, entry] of Object.entries(value)) below.push(name, entry);
    }
    levels.push(below);
  }
}
