import type { PoolClient } from 'pg';
import {
  countImportMessages,
  deleteImportMessages,
  deleteStoredFile,
  insertImportMessages,
  insertStoredFile,
  lockImport,
  moveImport,
} from '../../db/index.ts';
import { type MessageDraft, renderMessage, toMessage } from '../../format/index.ts';
import type { EngineContext, ImportKey } from '../context.ts';
import { inlineMessages, writeErrorsFile } from '../phases/finish.ts';

/** Adds messages to those of an import that has ended. */
export async function addMessages(
  client: PoolClient,
  { root_account_id, sis_import_id }: ImportKey,
  drafts: readonly MessageDraft[],
): Promise<void> {
  if (drafts.length === 0) return;
  const messages = drafts.map((draft) => toMessage(draft, null, null));
  await insertImportMessages(
    client,
    root_account_id,
    sis_import_id,
    messages.map((message) => ({
      code: message.code,
      failure: message.effect === 'failure',
      file: null,
      row: null,
      column: null,
      params: message.params,
      message: renderMessage(message),
      row_info: null,
    })),
  );
}

/** Puts messages in the place of those with their code that an earlier try has left. */
export async function replaceMessages(
  context: EngineContext,
  client: PoolClient,
  key: ImportKey,
  code: string,
  drafts: readonly MessageDraft[],
): Promise<void> {
  await deleteImportMessages(client, key.root_account_id, key.sis_import_id, code);
  await addMessages(client, key, drafts);
  await showMessages(context, client, key);
}

/** Lets the import show the messages that were added: in its list, its counts and its file. */
export async function showMessages(
  context: EngineContext,
  client: PoolClient,
  key: ImportKey,
): Promise<void> {
  const { root_account_id, sis_import_id } = key;
  const run = { context, key };
  const { errors, warnings } = await countImportMessages(client, root_account_id, sis_import_id);
  const stored = await lockImport(client, root_account_id, sis_import_id);
  const file = await writeErrorsFile(run, client);
  const made = file === null ? null : await insertStoredFile(client, file);
  if (made !== null && stored?.errors_file_id) {
    await deleteStoredFile(client, root_account_id, stored.errors_file_id);
  }
  const counts = stored?.data.counts;
  await moveImport(client, root_account_id, sis_import_id, {
    processing_warnings: await inlineMessages(run, client, false, warnings),
    errors_file_id: made?.id ?? null,
    ...(typeof counts === 'object' && counts !== null
      ? { data: { counts: { ...counts, error_count: errors, warning_count: warnings } } }
      : {}),
  });
}
