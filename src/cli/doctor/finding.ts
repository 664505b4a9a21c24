/** What a look at one thing has shown. */
export interface Finding {
  /** What was looked at: `token`, `clock` ... */
  readonly check: string;
  readonly state: 'well' | 'doubt' | 'fault';
  /** What was seen, in a sentence. */
  readonly text: string;
  /** What to do about it, in a sentence; null where nothing need be done. */
  readonly advice: string | null;
}

/** Nothing need be done. */
export const well = (check: string, text: string): Finding => ({ check, state: 'well', text, advice: null });

/** Something may go wrong. */
export const doubt = (check: string, text: string, advice: string): Finding => ({
  check,
  state: 'doubt',
  text,
  advice,
});

/** Imports will not work. */
export const fault = (check: string, text: string, advice: string): Finding => ({
  check,
  state: 'fault',
  text,
  advice,
});
