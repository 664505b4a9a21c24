/** Profiles: which server, account and token a command means, and what is usual there. */
export type { Guards, ImportDefaults, Limit, Profile, Schedule, TokenSource, Weekday } from './profile.ts';
export { importOptionsOf } from './profile.ts';
export { configPath, homeOf, type OpenedProfile, openProfile } from './read-config.ts';
export { noGuards, parseLimit } from './read-profile.ts';
export { connectTarget, resolveTarget, type Target, type TargetOptions } from './resolve-target.ts';
