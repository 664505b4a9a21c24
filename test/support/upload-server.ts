import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import type { SisImport, SisImportUpload, UploadTicket } from '../../src/api/index.ts';
import { joinUpload } from '../../src/server/upload/complete-upload.ts';
import { openDiskStorage } from '../../src/storage/index.ts';
import { type ApiServer, createApiServer, type Tenant } from './api-server.ts';

/** Where imports are made. */
export const importsPath = '/api/v1/accounts/1/sis_imports';
/** A file of 45,000 bytes. */
export const uploadContent = randomBytes(45_000);

/** What an upload's address answered. */
export interface UploadAnswer {
  readonly status: number;
  readonly body: SisImportUpload & { readonly code?: string };
  readonly headers: Headers;
}

type Announced = SisImport & { pre_attachment: UploadTicket };

/** Reads an answer of an upload's address. */
export async function readUpload(response: Promise<Response>): Promise<UploadAnswer> {
  const answered = await response;
  const { status, headers } = answered;
  return { status, headers, body: (await answered.json()) as UploadAnswer['body'] };
}

/** Sends bytes to an upload's address. */
export const putBytes = (url: string, bytes: Uint8Array<ArrayBuffer>, range?: string) =>
  readUpload(
    fetch(url, {
      method: 'PUT',
      body: bytes,
      headers: range === undefined ? {} : { 'content-range': range },
    }),
  );

/** Sends some bytes of the file, `end` excluded. */
export const putRange = (url: string, first: number, end: number) =>
  putBytes(url, uploadContent.subarray(first, end), `bytes ${first}-${end - 1}/${uploadContent.length}`);

/** How far an upload is. */
export const uploadStatus = (url: string) => readUpload(fetch(url));

/**
 * A server for the tests of a file, which takes uploads of 200,000 bytes in up to 30 parts of 10,000 bytes. After each
 * test every file in its storage is one that a row speaks of.
 */
export function useUploadServer() {
  let server: ApiServer;
  let other: Tenant;
  beforeAll(async () => {
    server = await createApiServer({
      limits: { upload_bytes: 200_000, upload_part_bytes: 10_000, upload_parts: 30 },
    });
    other = await server.makeTenant('Other', 'other.example');
  });
  afterAll(() => server.close());
  beforeEach(() => {
    server.queued.length = 0;
  });
  afterEach(async () => {
    const { pool } = server.database;
    const { rows } = await pool.query(
      'select storage_key from stored_files union select storage_key from sis_import_upload_parts',
    );
    const known = rows.map(({ storage_key }) => String(storage_key).replace('uploads/', ''));
    expect(server.storedUploads().filter((name) => !known.includes(name))).toEqual([]);
    expect((await pool.query('select from stored_file_removals')).rowCount).toBe(0);
  });
  return {
    get server() {
      return server;
    },
    get other() {
      return other;
    },
    /** Makes an import before its file. */
    async announce(fields: object = { name: 'sis.zip' }, query = ''): Promise<Announced> {
      const response = await server.send('POST', `${importsPath}?${query}`, { pre_attachment: fields });
      const body = (await response.json()) as Announced;
      expect(response.status, JSON.stringify(body)).toBe(200);
      return body;
    },
    async stateOf(id: number): Promise<SisImport> {
      return (await (await server.get(`${importsPath}/${id}`)).json()) as SisImport;
    },
    /** What the worker hands to the engine: the upload in one piece. */
    async storedBytes(sis_import_id: number): Promise<Buffer> {
      const storage = openDiskStorage(server.folder);
      const { database } = server;
      const nothing = () => {};
      const log = { debug: nothing, info: nothing, warn: nothing, error: nothing };
      const signal = new AbortController().signal;
      const key = { root_account_id: 1, sis_import_id };
      await joinUpload({ database, storage, log, signal, hold: async () => {} }, key);
      const { rows } = await database.pool.query(
        'select storage_key from stored_files f join sis_imports i on i.stored_file_id = f.id where i.id = $1',
        [sis_import_id],
      );
      const chunks: Buffer[] = [];
      for await (const chunk of await storage.read(rows[0].storage_key)) chunks.push(chunk as Buffer);
      return Buffer.concat(chunks);
    },
  };
}
