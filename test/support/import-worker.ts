import { openDatabase } from '../../src/db/index.ts';
import { runWorker } from '../../src/server/jobs/index.ts';
import { runChunkedImport } from './chunked-import.ts';

// A worker process for tests: `run-typescript.mjs import-worker.ts <database address> <concurrency>`.
const database = await openDatabase({ url: process.argv[3] ?? '' });
const stop = new AbortController();
process.on('SIGTERM', () => stop.abort());
// Ends with the test that started it.
process.on('disconnect', () => process.exit());

const say = (level: string) => (fields: object, text: string) =>
  process.env.ROLLCALL_TEST_LOG && console.error(process.pid, level, text, fields);
await runWorker({
  database,
  storage: {} as never,
  concurrency: Number(process.argv[4]),
  log: {
    debug: () => undefined,
    info(fields, text) {
      say('info')(fields, text);
      if (text === 'the worker is ready') process.send?.('ready');
    },
    warn: say('warn'),
    error: say('error'),
  },
  runImport: runChunkedImport,
  signal: stop.signal,
});
await database.close();
process.disconnect?.();
