/** What is wrong with the imports of a server: pure functions of imports, expectations and the time. */
export { type Finding, type FindingCode, findingCodes, keyOf, type Severity } from './finding.ts';
export { type Expectations, findHorizon, type Judgement, judge } from './judge.ts';
export { judgeEnd } from './judge-end.ts';
export { noteSightings, type Sighting, type Sightings } from './judge-motion.ts';
export type { WatchedRun } from './judge-runs.ts';
export { readImport, type WatchedImport } from './watched-import.ts';
export { ownTimeZone, renderMoment } from './zoned-time.ts';
