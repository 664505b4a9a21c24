import { CommandError } from './exit-status.ts';

/** The platform says of every connection that does not come about that it failed, and keeps the reason behind that. */
const rootOf = (error: Error): Error =>
  error.message === 'fetch failed' && error.cause instanceof Error ? error.cause : error;

/**
 * What to tell a person. An Error of the plainest kind is one that we made, and says all there is to say; what
 * others made needs the sentence about what was being done, and repeats what caused it in its own text.
 */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause, name } = error;
  const text = error.message || name;
  if (!(error instanceof CommandError) || !(cause instanceof Error)) return text;
  const { message, name: kind } = rootOf(cause);
  if (Object.getPrototypeOf(cause) === Error.prototype && !('code' in cause)) return message || kind;
  return `${text}\n  because: ${message || kind}`;
}
