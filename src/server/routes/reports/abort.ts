import type { Report } from '../../../api/index.ts';
import { abortAccountReport } from '../../../db/index.ts';
import type { Call } from '../../define-route.ts';
import { unknownRecord } from '../../errors.ts';
import { answerRun, openRun } from './open-report.ts';

/** Stops a run that has not ended; one that has is no report to abort. */
export async function abortReport(call: Call): Promise<Report | undefined> {
  const opened = await openRun(call);
  const run = await abortAccountReport(call.context.database.pool, opened.run);
  if (run === null) throw unknownRecord('report to abort');
  return answerRun(call, opened, run);
}
