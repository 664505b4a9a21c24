import type { SisImportError } from '../../api/index.ts';
import type { SisImportMessageRow } from '../../db/index.ts';

/** A message about the uploaded data as the API lists it. */
export function presentSisImportError(message: SisImportMessageRow): SisImportError {
  return {
    sis_import_id: message.sis_import_id,
    file: message.file,
    message: message.message,
    row_info: message.row_info,
    row: message.row_number,
  };
}
