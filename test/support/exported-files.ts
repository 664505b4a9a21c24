import { text } from 'node:stream/consumers';
import type { Pool } from 'pg';
import { readSnapshot } from '../../src/db/index.ts';
import { findReportDefinition, planReport } from '../../src/engine/index.ts';

/** The files of the report, by their parameters. */
export const exportKinds = [
  'accounts',
  'terms',
  'courses',
  'sections',
  'xlist',
  'users',
  'enrollments',
  'admins',
  'group_categories',
  'groups',
  'group_membership',
  'user_observers',
];

/** A whole report of a tenant, the sis_export unless another is named, deleted objects included: file name to content. */
export async function exportedFiles(
  pool: Pool,
  root_account_id: number,
  name: 'sis_export_csv' | 'provisioning_csv' = 'sis_export_csv',
): Promise<ReadonlyMap<string, string>> {
  const report = findReportDefinition(name);
  if (!report) throw new Error(`there is no ${name}`);
  const chosen = Object.fromEntries(exportKinds.map((kind) => [kind, true]));
  const place = { root_account_id, account_id: root_account_id, enrollment_term_id: null };
  const { files, scope } = planReport(report, { ...chosen, include_deleted: true }, place);
  return await readSnapshot(pool, { scope, time_zone: 'UTC' }, async (snapshot) => {
    const contents = new Map<string, string>();
    for (const { choice, file_name, columns } of files) {
      contents.set(file_name, await text(snapshot.copy(choice, columns)));
    }
    return contents;
  });
}
