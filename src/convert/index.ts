/** Other formats to SIS files. */
export { ConversionError, convertOneRoster } from './oneroster/convert-one-roster.ts';
export type { ConversionReport, Loss, Problem } from './oneroster/report.ts';
export {
  defaultSettings,
  enrollmentRoles,
  type OneRosterSettings,
  orgTypes,
  personFields,
  sessionTypes,
  userRoles,
} from './oneroster/settings.ts';
