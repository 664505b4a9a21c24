// The schema that the migrations make, for review: dumped from a real database that lives as long as this.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** @type {import('../generate.mjs').Generator} */
export const schemaDump = {
  async files(load) {
    const { dumpSchema, migrate, openDatabase } = await load('db');
    const data = mkdtempSync(join(tmpdir(), 'rollcall-schema-'));
    try {
      const database = await openDatabase({ data_dir: data });
      try {
        await migrate(database.pool);
        return new Map([['src/db/schema.sql', await dumpSchema(database.pool)]]);
      } finally {
        await database.close();
      }
    } finally {
      rmSync(data, { recursive: true, force: true });
    }
  },
};
