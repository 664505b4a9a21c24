import type { Client } from '../../src/client/index.ts';
import { exportKinds } from './exported-files.ts';
import { unzip } from './unzip.ts';

/** The whole sis_export of a root account, deleted objects included, as a client gets it: file name to content. */
export async function exportOverHttp(
  client: Client,
  account_id: number | string,
): Promise<ReadonlyMap<string, string>> {
  const report = 'sis_export_csv';
  const chosen = Object.fromEntries(exportKinds.map((kind) => [kind, true]));
  const parameters = { ...chosen, include_deleted: true };
  const { id } = await client.startReport({ account_id, report, parameters });
  const ended = await client.waitForReport({ account_id, report, id }, { longest_pause_ms: 50 });
  if (!ended.attachment) throw new Error(`The report ended ${ended.status}, without a file.`);
  const zip = await client.openFile(ended.attachment);
  return new Map(Object.entries(await unzip(new Uint8Array(await new Response(zip).arrayBuffer()))));
}
