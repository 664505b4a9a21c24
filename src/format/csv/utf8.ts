/** Text decoded from bytes; `valid` is false when `text` ends before a byte that is no UTF-8. */
export interface DecodedText {
  readonly text: string;
  readonly valid: boolean;
}

/**
 * Decodes UTF-8 that arrives in chunks and refuses invalid bytes instead of replacing them.
 * A byte order mark is kept. One decode call per chunk without `stream` is several times faster in Node
 * than a streaming TextDecoder, so the bytes of a character cut by a chunk border are kept here.
 */
export class Utf8Chunks {
  readonly #decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  #cut: Uint8Array = new Uint8Array(0);

  decode(chunk: Uint8Array): DecodedText {
    const bytes = this.#cut.length === 0 ? chunk : joined(this.#cut, chunk);
    const whole = bytes.length - cutLength(bytes);
    // A copy: the caller may use the memory of the chunk again, and `slice` of a Node Buffer is a view.
    this.#cut = new Uint8Array(bytes.subarray(whole));
    try {
      return { text: this.#decoder.decode(bytes.subarray(0, whole)), valid: true };
    } catch {
      const good = validLength(bytes.subarray(0, whole));
      return { text: this.#decoder.decode(bytes.subarray(0, good)), valid: false };
    }
  }

  /** True when the input ended inside a character. */
  get cut(): boolean {
    return this.#cut.length > 0;
  }
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(a.length + b.length);
  bytes.set(a);
  bytes.set(b, a.length);
  return bytes;
}

/** How many bytes at the end belong to a character whose last bytes are still to come. */
function cutLength(bytes: Uint8Array): number {
  for (let back = 1; back <= 3; back++) {
    const byte = bytes[bytes.length - back];
    if (byte === undefined || byte < 0x80) return 0;
    if (byte >= 0xc0) return (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) > back ? back : 0;
  }
  return 0;
}

/** The length of the longest beginning that is whole valid characters, by bisection: TextDecoder names no position. */
function validLength(bytes: Uint8Array): number {
  let good = 0;
  let bad = bytes.length;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (isUtf8Beginning(bytes.subarray(0, middle))) good = middle;
    else bad = middle;
  }
  return good - cutLength(bytes.subarray(0, good));
}

/** Whether bytes are the beginning of a UTF-8 text. */
export function isUtf8Beginning(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}
