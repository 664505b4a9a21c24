export { ChangeNotes, type ChangeOrigin, insertRosterChanges } from './changes.ts';
export { applyConsequence, consequenceNames, type StateChangeCount } from './consequences.ts';
export { askFact, type FactName } from './facts.ts';
export { foldCase } from './fold-case.ts';
export { lookUpRecords } from './look-up.ts';
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
