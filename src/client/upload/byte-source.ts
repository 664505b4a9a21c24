/** Bytes in pieces: a web stream, or anything else that yields them, such as a stream of Node. */
export type ByteSource = ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>;

/** Reads bytes piece by piece; to stop early closes the source. */
export async function* readPieces(source: ByteSource): AsyncGenerator<Uint8Array> {
  // Not every browser can iterate over a stream.
  if (Symbol.asyncIterator in source) {
    yield* source;
    return;
  }
  const reader = (source as ReadableStream<Uint8Array>).getReader();
  let is_read = false;
  try {
    for (let step = await reader.read(); !step.done; step = await reader.read()) yield step.value;
    is_read = true;
  } finally {
    if (!is_read) await reader.cancel();
  }
}
