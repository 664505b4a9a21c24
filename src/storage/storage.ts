import type { Readable } from 'node:stream';

/** Where uploads and made files are kept. A key is a path of lower-case names, e.g. `imports/12/1.zip`. */
export interface Storage {
  /** Stores the whole stream under the key, or nothing: a crash leaves no half file. Replaces what was there. */
  write(key: string, data: Readable): Promise<{ readonly size_bytes: number }>;
  /** Opens what is stored; throws `NothingStored` when there is nothing. */
  read(key: string): Promise<Readable>;
  /** Lends what is stored as a file to read, for those that must jump about in it, such as a zip reader. Throws as `read`. */
  withLocalFile<T>(key: string, use: (path: string) => Promise<T>): Promise<T>;
  /** Removes what is stored; nothing to remove is fine. */
  remove(key: string): Promise<void>;
}

/** Thrown when what shall be read is not there. */
export class NothingStored extends Error {
  constructor(key: string, options?: ErrorOptions) {
    super(`Nothing is stored under "${key}".`, options);
    this.name = 'NothingStored';
  }
}

/** Thrown when the store does not answer, or not now: trying again may help. */
export class StorageOutage extends Error {
  override readonly name = 'StorageOutage';
}

/** Throws unless the key is a relative path of plain names, which cannot leave the store. */
export function checkKey(key: string): void {
  const is_plain = key.split('/').every((name) => /^[a-z0-9_-][a-z0-9_.-]*$/.test(name));
  if (!is_plain || key.length > 500) throw new Error(`"${key}" is not a key of the storage.`);
}
