import { text } from 'node:stream/consumers';
import type { Pool } from 'pg';
import { readSnapshot } from '../../src/db/index.ts';
import { findReportDefinition, planReport, type SentParameters } from '../../src/engine/export/index.ts';

export interface ExportedFile {
  readonly root_account_id: number;
  /** A sub-account; the root account without it. */
  readonly account_id?: number;
  readonly report: 'sis_export_csv' | 'provisioning_csv';
  /** The name of the file's parameter, e.g. `users`. */
  readonly file: string;
  readonly parameters?: SentParameters;
  readonly enrollment_term_id?: number;
  readonly time_zone?: string;
}

/** One file of a report as the lines of its CSV, the header first. */
export async function exportCsv(pool: Pool, asked: ExportedFile): Promise<readonly string[]> {
  const { root_account_id, account_id = root_account_id, enrollment_term_id = null } = asked;
  const definition = findReportDefinition(asked.report);
  if (definition === null) throw new Error(`There is no report ${asked.report}.`);
  const parameters = { ...asked.parameters, [asked.file]: true };
  const plan = planReport(definition, parameters, { root_account_id, account_id, enrollment_term_id });
  const [file] = plan.files;
  if (file === undefined) throw new Error(`There is no file ${asked.file}.`);
  const options = { scope: plan.scope, time_zone: asked.time_zone ?? 'Etc/UTC' };
  const csv = await readSnapshot(pool, options, (snapshot) => text(snapshot.copy(file.choice, file.columns)));
  return csv.replace(/\n$/, '').split('\n');
}
