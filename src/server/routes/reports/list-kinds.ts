import type { ReportDescription } from '../../../api/index.ts';
import { lastAccountReports } from '../../../db/index.ts';
import { type ReportDefinition, reportDefinitions } from '../../../engine/index.ts';
import { openAccount } from '../../auth/open-account.ts';
import type { Call } from '../../define-route.ts';
import { presentReports } from '../../presenters/present-report.ts';

/** Lists the kinds of reports, their parameters and the last run of each. */
export async function listReports(call: Call): Promise<readonly ReportDescription[]> {
  const { account, rights } = await openAccount(call);
  const { id: account_id, root_account_id } = account;
  const rows = await lastAccountReports(call.context.database.pool, { root_account_id, account_id });
  const runs = await presentReports(call, root_account_id, rights, rows);
  return reportDefinitions.map((definition) => ({
    title: definition.title,
    parameters: describeParameters(definition),
    report: definition.name,
    last_run: runs.find(({ report }) => report === definition.name) ?? null,
  }));
}

function describeParameters({ parameters }: ReportDefinition): ReportDescription['parameters'] {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, { description }]) => [name, { required: false, description }]),
  );
}
