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
  /** How many root accounts this process imports for at the same time. */
  readonly workers?: number;
}

export interface Installation {
  readonly database: Database;
  readonly storage: Storage;
}

// Beside requests and the queue; and what a task may hold while it waits for another: an undo its transaction, a
// rehearsal its own and that of the plan. With fewer, workers that are at it at once would wait for one another.
const COMMON_CONNECTIONS = 8;
const CONNECTIONS_PER_WORKER = 3;

/** Opens the database, brings it up to date, and opens the storage. The caller closes the database. */
export async function openInstallation(place: InstallationPlace, log: ServerLog): Promise<Installation> {
  const data_dir = place.data_dir ?? defaultDataFolder();
  const opening = openDatabase({
    data_dir,
    pool_size: Math.max(10, COMMON_CONNECTIONS + CONNECTIONS_PER_WORKER * (place.workers ?? 0)),
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
