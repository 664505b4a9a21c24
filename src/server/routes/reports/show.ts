import type { Report } from '../../../api/index.ts';
import type { Call } from '../../define-route.ts';
import { answerRun, openRun } from './open-report.ts';

/** Shows one run of a report. */
export async function showReport(call: Call): Promise<Report | undefined> {
  const opened = await openRun(call);
  return answerRun(call, opened, opened.run);
}
