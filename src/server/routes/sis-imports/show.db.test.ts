import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiServer, createApiServer } from '../../../../test/support/api-server.ts';
import { insertImportRow } from '../../../../test/support/sis-import-rows.ts';
import { defaultImportOptions, type SisImport, statisticClasses } from '../../../api/index.ts';
import { insertStoredFile } from '../../../db/index.ts';

let server: ApiServer;
beforeAll(async () => {
  server = await createApiServer();
});
afterAll(() => server.close());

const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);

async function show(id: number, token?: string): Promise<SisImport> {
  const response = await server.get(`/api/v1/accounts/1/sis_imports/${id}.json`, token);
  expect(response.status).toBe(200);
  return (await response.json()) as SisImport;
}

async function storeFile(display_name: string, content_type: string): Promise<number> {
  const file = await insertStoredFile(server.database.pool, {
    root_account_id: 1,
    storage_key: `test/${display_name.toLowerCase().replaceAll(' ', '-')}`,
    display_name,
    content_type,
    size_bytes: 42,
  });
  return file.id;
}

describe('GET sis_imports/:id', () => {
  it('shows the files, messages and results of an import that has ended', async () => {
    const errors_file_id = await storeFile('sis_errors_attachment_1.csv', 'csv');
    const csv = await storeFile('My users.csv', 'text/csv');
    const zip = await storeFile('diff.zip', 'application/zip');
    const id = await insertImportRow(server.database.pool, {
      workflow_state: 'failed_with_messages',
      progress: 60,
      options: {
        ...defaultImportOptions,
        diffing_data_set_identifier: 'nightly',
        diffing_remaster_data_set: false,
      },
      data: {
        import_type: 'instructure_csv',
        downloadable_attachment_ids: [csv],
        diffed_attachment_ids: [zip],
        diffed_against_sis_batch_id: 7,
      },
      processing_errors: [['users.csv', 'Broken']] as unknown,
      processing_warnings: [[null, 'Odd']] as unknown,
      errors_file_id,
      started_at: '2026-01-01T00:00:00Z',
      ended_at: '2026-01-01T00:00:09.9Z',
    });
    const shown = await show(id);
    expect(shown).toMatchObject({
      workflow_state: 'failed_with_messages',
      progress: 60,
      started_at: '2026-01-01T00:00:00Z',
      ended_at: '2026-01-01T00:00:09Z',
      diffing_data_set_identifier: 'nightly',
      diffing_remaster: false,
      diffing_threshold_exceeded: false,
      diffed_against_import_id: 7,
      processing_errors: [['users.csv', 'Broken']],
      processing_warnings: [[null, 'Odd']],
      csv_attachments: [{ id: csv }],
      diffed_csv_attachments: [{ id: zip, mime_class: 'zip', 'content-type': 'application/zip' }],
    });
    expect(shown.csv_attachments?.[0]).toStrictEqual({
      id: csv,
      uuid: expect.stringMatching(/^[0-9a-f]{32}$/),
      folder_id: null,
      display_name: 'My users.csv',
      filename: 'My+users.csv',
      upload_status: 'success',
      'content-type': 'text/csv',
      url: expect.stringMatching(
        new RegExp(`^${server.url}/files/${csv}/download\\?download_frd=1&verifier=[\\w.-]+$`),
      ),
      size: 42,
      created_at: time,
      updated_at: time,
      modified_at: time,
      unlock_at: null,
      lock_at: null,
      locked: false,
      hidden: false,
      hidden_for_user: false,
      locked_for_user: false,
      thumbnail_url: null,
      mime_class: 'file',
      media_entry_id: null,
    });
    expect(shown.errors_attachment).toMatchObject({
      display_name: 'sis_errors_attachment_1.csv',
      'content-type': 'csv',
    });
    // Nobody is known to have started it.
    expect(shown).not.toHaveProperty('user');
  });

  it('leaves out what is empty, and shows null for options that were never stored', async () => {
    const shown = await show(await insertImportRow(server.database.pool, { workflow_state: 'initializing' }));
    for (const key of [
      'processing_errors',
      'processing_warnings',
      'errors_attachment',
      'csv_attachments',
      'diffed_csv_attachments',
      'diffing_threshold_exceeded',
    ]) {
      expect(shown).not.toHaveProperty(key);
    }
    expect(shown).toMatchObject({ skip_deletes: null, update_sis_id_if_login_claimed: null });
  });

  it('puts counts and statistics in their documented order', async () => {
    const nothing = { deleted: 0, restored: 0, concluded: 0, created: 1, deactivated: 0 };
    const classes = Object.fromEntries([...statisticClasses].reverse().map((name) => [name, nothing]));
    const id = await insertImportRow(server.database.pool, {
      data: {
        statistics: { ...classes, total_state_changes: 1 },
        counts: { error_count: 0, users: 2, accounts: 1, change_sis_ids: 0, enrollments: 3 },
        import_type: 'instructure_csv',
      },
    });
    const { data } = await show(id);
    expect(Object.keys(data)).toEqual(['import_type', 'counts', 'statistics']);
    expect(Object.keys(data.counts ?? {})).toEqual([
      'change_sis_ids',
      'accounts',
      'users',
      'enrollments',
      'error_count',
    ]);
    expect(Object.keys(data.statistics ?? {})).toEqual(['total_state_changes', ...statisticClasses]);
    expect(Object.keys(data.statistics?.Enrollment ?? {})).toEqual([
      'created',
      'concluded',
      'deactivated',
      'restored',
      'deleted',
    ]);
  });

  it('shows the SIS fields of the person who started it to those who may see them', async () => {
    const { pool } = server.database;
    await pool.query(
      `insert into pseudonyms (root_account_id, user_id, unique_id, sis_id, integration_id, sis_import_id)
       values (1, 1, 'boss', 'BOSS', 'INT', 3)`,
    );
    const id = await insertImportRow(pool, { user_id: 1 });
    const fields = { sis_user_id: 'BOSS', integration_id: 'INT' };
    expect((await show(id)).user).toMatchObject({ ...fields, sis_import_id: 3, login_id: 'boss' });
    const place = { root_account_id: 1, id: 1 };
    const reader = await show(id, await server.makeAdmin(place, { import_sis: true, read_sis: true }));
    expect(reader.user).toMatchObject({ ...fields, login_id: 'boss' });
    expect(reader.user).not.toHaveProperty('sis_import_id');
    const importer = await show(id, await server.makeAdmin(place, { import_sis: true }));
    expect(Object.keys(importer.user ?? {})).toEqual([
      'id',
      'name',
      'created_at',
      'sortable_name',
      'short_name',
      'login_id',
    ]);
  });

  it('tells the newest import that was about a login, also one that changed nothing', async () => {
    const { pool } = server.database;
    await pool.query(
      `insert into sis_import_stamps (root_account_id, table_name, sis_import_id, lowest_id, highest_id, ids)
       select 1, 'pseudonyms', 9, id, id, int8multirange(int8range(id, id + 1)) from pseudonyms where sis_id = 'BOSS'`,
    );
    const id = await insertImportRow(pool, { user_id: 1 });
    expect((await show(id)).user?.sis_import_id).toBe(9);
  });

  it('gives ids as strings on request, also within data', async () => {
    const id = await insertImportRow(server.database.pool, {
      user_id: 1,
      data: { import_type: 'instructure_csv', downloadable_attachment_ids: [5], counts: { users: 1 } },
    });
    const response = await server.get(`/api/v1/accounts/1/sis_imports/${id}`, undefined, {
      accept: 'application/json+canvas-string-ids, application/json',
    });
    expect(await response.json()).toMatchObject({
      id: String(id),
      progress: 0,
      data: { downloadable_attachment_ids: ['5'], counts: { users: 1 } },
      user: { id: '1', sis_user_id: 'BOSS', sis_import_id: '9' },
    });
  });

  it.each(['0', '999999', 'abc', '1.5', '-1', '99999999999999999999'])('answers 404 for %s', async (id) => {
    const response = await server.get(`/api/v1/accounts/1/sis_imports/${id}`);
    expect(response.status).toBe(404);
    expect(await response.json()).toEqual({
      errors: [{ message: expect.any(String) }],
      code: 'unknown_record',
    });
  });
});
