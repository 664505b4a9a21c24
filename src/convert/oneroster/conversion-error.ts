/** A reason why nothing can be converted, that a person can do something about. */
export class ConversionError extends Error {
  override readonly name = 'ConversionError';
}
