import type { ShrunkenFile } from '../../api/index.ts';
import { inspectFile, type OpenedUpload, openUpload } from '../../check/index.ts';
import { findLastRows, findUploadOf } from '../../db/index.ts';
import { fileTypeByName } from '../../format/index.ts';
import type { ImportRun } from '../import-run.ts';

interface Rows {
  readonly files: string[];
  rows: number;
}

/** The rows of an upload by kind of file, as it was sent. */
async function rowsOf(upload: OpenedUpload): Promise<ReadonlyMap<string, Rows>> {
  const kinds = new Map<string, Rows>();
  for (const file of upload.files) {
    const inspected = await inspectFile(file);
    if ('message' in inspected) continue;
    const known = kinds.get(inspected.file_type.name) ?? { files: [], rows: 0 };
    known.files.push(file.path);
    known.rows += inspected.total_rows;
    kinds.set(inspected.file_type.name, known);
  }
  return kinds;
}

/**
 * The kinds of files that hold nothing but their header, or less than half of the rows of the last import that was
 * accepted: of the same data set, or of those without one. Files that were not sent are not shrunken.
 */
export async function findShrunken(run: ImportRun, upload: OpenedUpload): Promise<readonly ShrunkenFile[]> {
  const { pool } = run.context;
  const identifier = run.options.diffing_data_set_identifier ?? null;
  const shrunken: ShrunkenFile[] = [];
  for (const [file_type, { files, rows }] of await rowsOf(upload)) {
    const last = await findLastRows(pool, run.key, file_type, identifier);
    // Of an import that was applied as a diff, only its upload knows how many rows were sent.
    const rows_before =
      last === null ? null : last.is_diffed ? await sentRows(run, last.id, file_type) : last.rows;
    if (rows > 0 && (rows_before === null || rows * 2 >= rows_before)) continue;
    const kind = fileTypeByName(file_type)?.plural ?? file_type;
    shrunken.push({ kind, files, rows, rows_before, sis_import_id: last?.id ?? null });
  }
  return shrunken;
}

async function sentRows(run: ImportRun, id: number, file_type: string): Promise<number | null> {
  const { context, key } = run;
  const stored = await findUploadOf(context.pool, key.root_account_id, id);
  if (stored === null) return null;
  return await context.storage.withLocalFile(stored.storage_key, async (path) => {
    const upload = await openUpload(path, stored.display_name);
    try {
      return (await rowsOf(upload)).get(file_type)?.rows ?? null;
    } finally {
      await upload.close();
    }
  });
}
