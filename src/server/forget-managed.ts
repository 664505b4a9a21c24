import { forgetStamps, inTransaction } from '../db/index.ts';
import { bootstrap } from './bootstrap.ts';
import { type InstallationPlace, openInstallation } from './open-installation.ts';
import { openLog } from './server-log.ts';

/** Forgets, for the first root account of an installation, which courses, sections and enrollments imports manage. */
export async function forgetManaged(place: InstallationPlace): Promise<void> {
  const { database } = await openInstallation(place, await openLog('silent'));
  try {
    const { root_account_id } = await bootstrap(database.pool);
    await inTransaction(database.pool, (client) => forgetStamps(client, root_account_id));
  } finally {
    await database.close();
  }
}
