/** The report of a run, for people and programs: one file that needs no other. */
export type { KindReport, SubmitReport } from './submit-report.ts';
export { reportFormatOf, writeReport } from './write-report.ts';
