export { carryMessages, carryPlan, lastMessageId, type PlanBlock } from './carry-plan.ts';
export type { StateChangeCount } from './change-statement.ts';
export { ChangeNotes, type ChangeOrigin, insertRosterChanges, notingRows } from './changes.ts';
export { applyConsequence, consequenceNames } from './consequences.ts';
export { askFact, type FactName } from './facts.ts';
export { foldCase } from './fold-case.ts';
export * from './harm.ts';
export { type LeftOut, listStampedTerms, storeLeftOut } from './left-out.ts';
export { lookUpRecords } from './look-up.ts';
export { planSources } from './plan-sources.ts';
export * from './rehearsal.ts';
export { type DropStatus, type RemovedPiece, removePiece } from './removals.ts';
export * from './restore.ts';
export { idRanges, insertStamps, settleStamps } from './stamps.ts';
export {
  copyRecords,
  EncodedRecords,
  highestId,
  type IdRange,
  reserveIds,
  updateRecords,
} from './write.ts';
