import { defineEndpoint, listOf, oneOf, pagesOf } from './define-endpoint.ts';
import type { Report, ReportDescription } from './report.ts';

const permission = ['read_reports'] as const;

export const listReports = defineEndpoint({
  name: 'listReports',
  method: 'GET',
  path: '/api/v1/accounts/:account_id/reports',
  parameters: {},
  result: listOf<ReportDescription>('ReportDescription'),
  permission,
  summary: 'Lists the kinds of reports, their parameters and the last run of each.',
});

export const startReport = defineEndpoint({
  name: 'startReport',
  method: 'POST',
  path: '/api/v1/accounts/:account_id/reports/:report',
  parameters: {
    parameters: {
      kind: 'map',
      summary: 'What to put in, e.g. `parameters[users]=true`; the list of reports tells the names.',
    },
  },
  result: oneOf<Report>('Report'),
  permission,
  summary: 'Starts a report, `sis_export_csv` or `provisioning_csv`.',
});

export const listReportRuns = defineEndpoint({
  name: 'listReportRuns',
  method: 'GET',
  path: '/api/v1/accounts/:account_id/reports/:report',
  parameters: {},
  result: pagesOf<Report>('Report'),
  permission,
  summary: 'Lists the runs of a report, newest first.',
});

export const showReport = defineEndpoint({
  name: 'showReport',
  method: 'GET',
  path: '/api/v1/accounts/:account_id/reports/:report/:id',
  parameters: {},
  result: oneOf<Report>('Report'),
  permission,
  summary: 'Shows one run of a report.',
});

export const deleteReport = defineEndpoint({
  name: 'deleteReport',
  method: 'DELETE',
  path: '/api/v1/accounts/:account_id/reports/:report/:id',
  parameters: {},
  result: oneOf<Report>('Report'),
  permission,
  summary: 'Deletes a run of a report and its file.',
});

export const abortReport = defineEndpoint({
  name: 'abortReport',
  method: 'PUT',
  path: '/api/v1/accounts/:account_id/reports/:report/:id/abort',
  parameters: {},
  result: oneOf<Report>('Report'),
  permission,
  summary: 'Stops a run of a report.',
});
