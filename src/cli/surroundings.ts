/** A stream that a person or another program reads. */
export type Output = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };

/** What a command touches of the process it runs in; tests bring their own. */
export interface Surroundings {
  /** Results alone. */
  readonly stdout: Output;
  /** Progress, remarks and complaints. */
  readonly stderr: Output;
  /** Where a person answers questions; without it none are asked. */
  readonly stdin?: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly env: Readonly<Record<string, string | undefined>>;
  /**
   * From the first call on, Ctrl-C and SIGTERM abort the returned signal instead of ending the process; its
   * reason is an Interruption.
   */
  readonly listenForInterrupt: () => AbortSignal;
}

/** Why a signal of `listenForInterrupt` was aborted. */
export class Interruption extends Error {
  readonly signal: 'SIGINT' | 'SIGTERM';

  constructor(signal: 'SIGINT' | 'SIGTERM') {
    super(`stopped by ${signal === 'SIGINT' ? 'Ctrl-C' : signal}`);
    this.name = 'Interruption';
    this.signal = signal;
  }

  /** The status by which shells know that a signal ended a process: 128 and its number. */
  get status(): number {
    return this.signal === 'SIGINT' ? 130 : 143;
  }
}

/** What to write before a remark on an interruption: the terminal has left its `^C` in the line. */
export function leadOf(interruption: Interruption, stderr: Output): string {
  return interruption.signal === 'SIGINT' && stderr.isTTY ? '\n' : '';
}
