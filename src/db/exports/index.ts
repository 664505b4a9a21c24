export type { ExportColumn, ExportScope } from './define-export.ts';
export {
  type ExportSnapshot,
  type ExportStream,
  readSnapshot,
  type SnapshotOptions,
} from './read-snapshot.ts';
export { type ExportChoice, type ExportValue, exportSources } from './sources.ts';
