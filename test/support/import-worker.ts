import { openDatabase } from '../../src/db/index.ts';
import { runWorker } from '../../src/server/jobs/index.ts';
import type { Storage } from '../../src/storage/index.ts';
import { runChunkedImport } from './chunked-import.ts';

// A worker process for tests; its arguments are the address of the database and the options as JSON.
const [, , url, options] = process.argv;
const database = await openDatabase({ url: url ?? '' });
const stop = new AbortController();
process.on('SIGTERM', () => stop.abort());
// Ends with the test that started it.
process.on('disconnect', () => process.exit());

const say = (level: string) => (fields: object, text: string) => {
  if (text === 'the worker is ready') process.send?.('ready');
  if (process.env.ROLLCALL_TEST_LOG) console.error(process.pid, level, text, fields);
};
await runWorker({
  database,
  // `runChunkedImport` opens no upload.
  storage: {} as Storage,
  ...JSON.parse(options ?? ''),
  log: { debug: say('debug'), info: say('info'), warn: say('warn'), error: say('error') },
  runImport: runChunkedImport,
  signal: stop.signal,
});
await database.close();
process.disconnect?.();
