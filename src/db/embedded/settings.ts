/** The one database and the one user of an embedded cluster. */
export const DATABASE_NAME = 'rollcall';
export const DATABASE_USER = 'rollcall';

/**
 * How the embedded postgres runs: bulk loads on a small machine that other programs use too. Given on the
 * command line at each start, so that a later version of rollcall can change them for existing clusters.
 */
const SETTINGS: Readonly<Record<string, string>> = {
  // The whole point of a database: what was committed survives a power cut.
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  // Holds the indexes that a load of a million enrollments keeps touching; the rest is the system's cache's.
  // More would take memory from a small machine for little gain.
  shared_buffers: '256MB',
  // A load of a million enrollments writes 0.7 GB of log and fits between two checkpoints, else the next touch of
  // every page after each of them would log the whole page again. The price is up to this much disk.
  max_wal_size: '4GB',
  checkpoint_timeout: '15min',
  // These binaries have only pglz: it made an update of scattered rows four times slower for 15 % less log.
  wal_compression: 'off',
  // Nobody replicates or archives from an embedded cluster; the log need not serve them.
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_logical_replication_workers: '0',
  // Sorts and hashes of one chunk of an import stay in memory, and so does its temporary table.
  work_mem: '16MB',
  temp_buffers: '32MB',
  maintenance_work_mem: '128MB',
  // Data folders are on flash nearly everywhere; the default supposes a turning disk.
  random_page_cost: '1.1',
  // Compiling a query costs more than running ours.
  jit: 'off',
  // Several processes with a pool each.
  max_connections: '100',
  // One report must not take every core from the import beside it; and parallel joins need more shared memory
  // than the 64 MB that containers often have.
  max_parallel_workers_per_gather: '0',
  TimeZone: 'UTC',
  log_timezone: 'UTC',
  log_line_prefix: '%m [%p] ',
  // Starts, stops and crashes. Errors of statements reach whoever sent them, and would bring rows of people's
  // data into the log and let it grow without limit.
  log_min_messages: 'log',
  log_checkpoints: 'off',
  logging_collector: 'off',
  log_destination: 'stderr',
};

/** Where a postgres is to listen. */
export type ListenAt =
  | { readonly socket_folder: string; readonly port: number }
  | { readonly host: string; readonly port: number };

/** The `name=value` settings of a start. */
export function settingsFor(at: ListenAt, overrides: Readonly<Record<string, string>>): readonly string[] {
  const where: Record<string, string> =
    'socket_folder' in at
      ? {
          listen_addresses: '',
          // A list; the quotes keep a comma in the path from splitting it.
          unix_socket_directories: `"${at.socket_folder.replaceAll('"', '""')}"`,
          unix_socket_permissions: '0700',
        }
      : { listen_addresses: at.host };
  const settings = { ...SETTINGS, ...overrides, ...where, port: String(at.port) };
  return Object.entries(settings).map(([name, value]) => `${name}=${value}`);
}
