// The keeper's process: node keeper-main.js <data folder> [<settings of postgres as JSON>]
import { runKeeper } from './keeper.ts';
import { LOCK_IS_HELD } from './keeper-protocol.ts';

const [data_dir, settings] = process.argv.slice(2);
if (!data_dir) throw new Error('The keeper needs a data folder.');

const keeper = await runKeeper({ data_dir, settings: settings ? JSON.parse(settings) : {} });
if (keeper) {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => keeper.stop());
  await keeper.finished;
} else {
  process.exitCode = LOCK_IS_HELD;
}
