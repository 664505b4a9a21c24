export { type CompareLimits, default_compare_limits } from './compare-files.ts';
export { type DiffFile, type DiffSettings, diffUploads, type UploadDiff } from './diff-uploads.ts';
