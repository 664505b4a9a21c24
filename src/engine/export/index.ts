import type { ReportDefinition } from './define-report.ts';
import { provisioningCsv } from './provisioning-csv.ts';
import { sisExportCsv } from './sis-export-csv.ts';

export type { ReportColumn, ReportDefinition, ReportParameter } from './define-report.ts';
export {
  type PlannedFile,
  planReport,
  type ReportPlace,
  type ReportPlan,
  type SentParameters,
} from './plan-report.ts';

/** Every kind of report, in the order in which they are listed. */
export const reportDefinitions: readonly ReportDefinition[] = [provisioningCsv, sisExportCsv];

/** The report of a name, null when there is none. */
export function findReportDefinition(name: string): ReportDefinition | null {
  return reportDefinitions.find((definition) => definition.name === name) ?? null;
}
