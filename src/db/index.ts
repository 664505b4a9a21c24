export { dumpSchema } from './dump-schema.ts';
export { defaultDataFolder, filesFolder } from './embedded/data-folder.ts';
export { inTransaction } from './in-transaction.ts';
export { type Migration, migrate, readMigrations } from './migrate.ts';
export {
  type DatabaseChoice,
  type DatabaseOptions,
  openDatabase,
  resolveDatabaseOptions,
} from './open-database.ts';
export type { Database } from './types.ts';
