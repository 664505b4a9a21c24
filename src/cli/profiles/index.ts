/** Profiles: which server, account and token a command means, and what is usual there. */
export type {
  Alerts,
  DayRange,
  Guards,
  ImportDefaults,
  Limit,
  Profile,
  Schedule,
  TokenSource,
  Weekday,
} from './profile.ts';
export { importOptionsOf, webhookBodies, weekdays } from './profile.ts';
export { parseWebhookAddress } from './read-alerts.ts';
export { configPath, homeOf, type OpenedProfile, openProfile } from './read-config.ts';
export { noGuards, parseLimit } from './read-profile.ts';
export { parseSchedule } from './read-schedule.ts';
export { readToken } from './read-token.ts';
export {
  connectTarget,
  locateTarget,
  resolveTarget,
  type Target,
  type TargetOptions,
} from './resolve-target.ts';
