export { type CompareLimits, default_compare_limits } from './compare-files.ts';
export {
  type DiffFile,
  type DiffSettings,
  diffUploads,
  UnreadableBase,
  type UploadDiff,
} from './diff-uploads.ts';
