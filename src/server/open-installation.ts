import { type Database, defaultDataFolder, filesFolder, openDatabase } from '../db/index.ts';
import { openStorage, type Storage } from '../storage/index.ts';
import type { ServerLog } from './server-log.ts';

/** Where an installation keeps its data. */
export interface InstallationPlace {
  /** The folder of stored files, and of the embedded database; the user's data directory by default. */
  readonly data_dir?: string;
  /** A PostgreSQL server instead of the embedded one. */
  readonly database_url?: string;
  /** A folder, or an `s3://` address, for stored files instead of a folder in `data_dir`. */
  readonly storage?: string;
}

export interface Installation {
  readonly database: Database;
  readonly storage: Storage;
}

/** Opens the database, brings it up to date, and opens the storage. The caller closes the database. */
export async function openInstallation(place: InstallationPlace, log: ServerLog): Promise<Installation> {
  const data_dir = place.data_dir ?? defaultDataFolder();
  const opening = openDatabase({
    data_dir,
    ...(place.database_url === undefined ? {} : { url: place.database_url }),
    warn: (err) => log.warn({ err }, 'A connection to the database broke.'),
  });
  // What speaks to the database is loaded while the embedded one starts.
  const [database, { migrate }] = await Promise.all([opening, import('../db/index.ts')]);
  try {
    await migrate(database.pool);
    return { database, storage: await openStorage(place.storage ?? filesFolder(data_dir)) };
  } catch (error) {
    await database.close();
    throw error;
  }
}
