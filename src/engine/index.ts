export type { AccountDeletionFault } from './account-deletion.ts';
export { type EngineContext, ImportInterrupted, type ImportKey } from './context.ts';
export { type Editor, editRoster, type RosterEdit } from './edit-roster.ts';
export * from './edits/index.ts';
export * from './export/index.ts';
export type { Change, Consequence } from './plan.ts';
export { runImport } from './run-import.ts';
export { stickyFields } from './stickiness.ts';
export type { TermDeletionFault } from './term-deletion.ts';
