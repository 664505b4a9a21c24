import { readRows, type UploadFile } from '../../check/index.ts';
import {
  highestId,
  type ImportFile,
  keepLastDeferred,
  moveImportFile,
  takeDeferred,
} from '../../db/index.ts';
import { fileTypeByName, toMessage } from '../../format/index.ts';
import type { ImportRun } from '../import-run.ts';
import { importerOf } from '../importers/index.ts';
import { applyRows, stopIfAsked } from './apply-rows.ts';
import { lookUp } from './look-up.ts';
import { type FileInHand, startPlan } from './plan-chunk.ts';
import type { Progress } from './progress.ts';
import { readAhead } from './read-ahead.ts';
import { gatherWrites, writePlan } from './write-plan.ts';

// Large enough that the statements of a chunk do not count, small enough that its rows do not either.
const CHUNK_ROWS = 5_000;

/** Applies the rows of a file that are still to be applied, then the work that they put off. */
export async function applyFile(
  run: ImportRun,
  stored: ImportFile,
  upload: UploadFile,
  name: string,
  progress: Progress,
): Promise<void> {
  const file_type = fileTypeByName(stored.file_type);
  const importer = importerOf(stored.file_type);
  if (!file_type || !importer) throw new Error(`there is no importer for ${stored.file_type}`);
  run.forget();
  run.ids.drop();
  const watermark_id = stored.watermark_id ?? (await setWatermark(run, stored, importer.table));
  const file: FileInHand = {
    position: stored.position,
    name,
    file_type,
    importer,
    given: new Set(stored.header),
    watermark_id,
  };
  const chunk_rows = run.context.chunk_rows ?? CHUNK_ROWS;
  const { done_rows } = stored;
  const chunks = readRows(upload, file_type, { chunk_rows, skip_rows: done_rows });
  await applyRows(run, file, readAhead(chunks), done_rows, progress);
  await finishFile(run, file, chunk_rows);
}

async function setWatermark(
  run: ImportRun,
  stored: ImportFile,
  table: FileInHand['importer']['table'],
): Promise<number> {
  return await run.inChunk(async (client) => {
    const watermark_id = table === null ? 0 : await highestId(client, table);
    const { root_account_id, sis_import_id } = run.key;
    await moveImportFile(client, root_account_id, sis_import_id, stored.position, { watermark_id });
    return watermark_id;
  });
}

/** Carries out what the rows put off, in chunks again, and closes the file. */
async function finishFile(run: ImportRun, file: FileInHand, chunk_rows: number): Promise<void> {
  const { root_account_id, sis_import_id } = run.key;
  const { finish } = file.importer;
  if (finish?.last_only) {
    await run.inChunk((client) => keepLastDeferred(client, root_account_id, sis_import_id, file.position));
  }
  for (let isOver = false; !isOver; ) {
    stopIfAsked(run);
    isOver = await run.inChunk(async (client) => {
      const deferred = await takeDeferred(client, root_account_id, sis_import_id, file.position, chunk_rows);
      if (deferred.length === 0 || !finish) {
        await moveImportFile(client, root_account_id, sis_import_id, file.position, { finished: true });
        return true;
      }
      run.forget();
      const options = await run.planOptions(client, file.watermark_id, file.given);
      await lookUp(client, finish.needs, deferred, run.found, options, file.importer.keeps);
      const plan = await startPlan(client, run, options, file.importer, []);
      for (const entry of deferred) {
        plan.row = entry.row;
        finish.planDeferred(entry, plan);
      }
      for (const change of plan.changes) run.tally.addChange(change);
      run.late.addCounts(await writePlan(client, plan, await gatherWrites(plan), file.position));
      await run.noteWritten(plan, file.position);
      const infos = new Map(
        deferred.map(({ row, payload }) => [row, payload.row_info as string | undefined]),
      );
      const messages = plan.warnings.map(({ row, draft }) => ({
        message: toMessage(draft, file.name, row),
        row_info: infos.get(row) ?? null,
      }));
      await run.storeMessages(client, messages);
      await run.move(client, { tally: run.late.plus(run.tally.state()).state() });
      return false;
    });
  }
}
