export { type RestoreJob, restoreStates } from './restore-states.ts';
export type { PutBackJob } from './run-put-back.ts';
export { type UndoJob, undoImport } from './undo-import.ts';
