// A process that uses the embedded database, for tests that kill such processes:
// node database-process.mjs <folder of the built modules> <data folder>
// Prints a JSON line when it is ready, then runs each line of its input as SQL and prints the rows or the error.
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

const [built, data_dir] = process.argv.slice(2);
const { openDatabase } = await import(pathToFileURL(`${built}/db/open-database.js`).href);
const { migrate } = await import(pathToFileURL(`${built}/db/migrate.js`).href);

const say = (answer) => process.stdout.write(`${JSON.stringify(answer)}\n`);

try {
  const started = performance.now();
  const database = await openDatabase({ data_dir });
  const open_ms = performance.now() - started;
  if (process.env.MIGRATE) await migrate(database.pool);
  say({ ready: true, open_ms, host: database.connection.host });
  for await (const sql of createInterface({ input: process.stdin })) {
    try {
      say({ rows: (await database.pool.query(sql)).rows });
    } catch (error) {
      say({ error: error.message });
    }
  }
  await database.close();
} catch (error) {
  say({ failed: error.message });
  process.exitCode = 1;
}
