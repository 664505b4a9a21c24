import type { UploadFile } from '../../check/index.ts';
import { ConversionError } from './conversion-error.ts';
import { openCsv } from './open-csv.ts';

/** How a file of a set is to be read. */
export type Mode = 'bulk' | 'delta' | 'absent';

/** What manifest.csv says. */
export interface Manifest {
  /** `1.1` or `1.2`. */
  readonly version: string;
  /** By the name of the file without its ending. */
  readonly modes: ReadonlyMap<string, Mode>;
}

const isMode = (word: string): word is Mode => ['bulk', 'delta', 'absent'].includes(word);

/**
 * Reads manifest.csv, a list of properties and values.
 * @throws ConversionError for a version or a mode that nobody knows: guessing would read deletions as additions.
 */
export async function readManifest(file: UploadFile): Promise<Manifest> {
  const modes = new Map<string, Mode>();
  let version: string | null = null;
  for await (const records of openCsv(file)) {
    for (const { row, cells } of records) {
      const [property = '', value = ''] = cells;
      if (property === 'oneroster.version') {
        if (!/^v?1(p|\.)[12](\.|$)/.test(value))
          throw new ConversionError(`manifest.csv:${row} value "${value}": OneRoster 1.1 and 1.2 are read.`);
        version = value.replace(/^v/, '').replace('p', '.').slice(0, 3);
      }
      const [, name] = /^file\.(.+)$/.exec(property) ?? [];
      if (name === undefined) continue;
      const mode = value.toLowerCase();
      if (!isMode(mode))
        throw new ConversionError(
          `manifest.csv:${row} value "${value}": ${property} is bulk, delta or absent.`,
        );
      modes.set(name, mode);
    }
  }
  if (version === null) throw new ConversionError('manifest.csv has no oneroster.version.');
  return { version, modes };
}
