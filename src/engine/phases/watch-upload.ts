import { Readable } from 'node:stream';
import type { OpenedUpload } from '../../check/index.ts';
import { readImportState } from '../../db/index.ts';
import { ImportAborted } from '../context.ts';
import type { ImportRun } from '../import-run.ts';
import { stopIfAsked } from './apply-rows.ts';

const LOOK_EVERY_MS = 500;

/** The same upload, but reading its files throws as soon as the run is asked to stop, or a person aborts the import. */
export function watchUpload(run: ImportRun, upload: OpenedUpload): OpenedUpload {
  let looked_at = performance.now();
  const look = async () => {
    stopIfAsked(run);
    if (performance.now() - looked_at < LOOK_EVERY_MS) return;
    looked_at = performance.now();
    const { root_account_id, sis_import_id } = run.key;
    const state = await readImportState(run.context.pool, root_account_id, sis_import_id);
    if (state === 'aborted') throw new ImportAborted(run.key);
  };
  async function* watched(stream: Readable): AsyncGenerator<Uint8Array> {
    for await (const bytes of stream) {
      await look();
      yield bytes as Uint8Array;
    }
  }
  const files = upload.files.map((file) => ({
    ...file,
    read: async () => Readable.from(watched(await file.read()), { objectMode: false }),
  }));
  return { ...upload, files };
}
