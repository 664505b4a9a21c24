/** What runs of a profile leave on this machine for later ones. */
export {
  type Fingerprints,
  fingerprint,
  keepFingerprints,
  type RowNumbers,
  readFingerprints,
  writeFingerprints,
} from './fingerprints.ts';
export {
  type Intent,
  isAccepted,
  type KindCount,
  type RunOutcome,
  type RunRecord,
  readHistory,
  writeHistory,
} from './run-history.ts';
export { stateFolder } from './state-folder.ts';
export { type Holder, type Taken, takeLock } from './take-lock.ts';
