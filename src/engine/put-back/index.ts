export { type RestoreJob, restoreStates } from './restore-states.ts';
export { ROLLBACK_DAYS } from './rollback-days.ts';
export type { PutBackJob } from './run-put-back.ts';
export { type UndoJob, undoImport } from './undo-import.ts';
