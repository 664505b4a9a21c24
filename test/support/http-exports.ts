import type { Client } from '../../src/client/index.ts';
import { exportKinds } from './exported-files.ts';
import { unzip } from './unzip.ts';

/**
 * Files of the sis_export of a root account, deleted objects included, as a client gets them: file name to content.
 * Without names all of them.
 */
export async function exportOverHttp(
  client: Client,
  account_id: number | string,
  names: readonly string[] = exportKinds.map((kind) => `${kind}.csv`),
): Promise<ReadonlyMap<string, string>> {
  const report = 'sis_export_csv';
  const chosen = Object.fromEntries(names.map((name) => [name.replace(/\.csv$/, ''), true]));
  const parameters = { ...chosen, include_deleted: true };
  const { id } = await client.startReport({ account_id, report, parameters });
  const { status, attachment } = await client.waitForReport(
    { account_id, report, id },
    { longest_pause_ms: 50 },
  );
  if (!attachment) throw new Error(`The report ended ${status}, without a file.`);
  const file = new Response(await client.openFile(attachment));
  const [only, ...others] = names;
  // A single file comes as it is, several in a zip.
  if (only !== undefined && others.length === 0) return new Map([[only, await file.text()]]);
  return new Map(Object.entries(await unzip(new Uint8Array(await file.arrayBuffer()))));
}
