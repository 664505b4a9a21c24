export {
  type Analysis,
  type AnalyzedFile,
  type AnalyzeOptions,
  analyzeUpload,
  UnreadableAssumptionError,
} from './analyze-upload.ts';
export * from './codes/index.ts';
export { encodingName, guessEncoding, type OtherEncoding } from './encoding.ts';
export type { Finding, FindingSink, MissingObject } from './finding.ts';
export { type FindingGroup, FindingGroups, type Followers } from './finding-groups.ts';
export { nearest } from './nearest.ts';
export { type Excerpt, type Excerpts, readExcerpts, type WantedExcerpts } from './read-excerpts.ts';
