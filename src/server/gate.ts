import { ApiError, type ErrorCode } from './errors.ts';

/** Lets only so many things be under way at once. */
export interface Gate {
  /** Runs it, or throws when there are too many already. */
  run<T>(work: () => Promise<T>): Promise<T>;
}

/** Makes a gate that answers with an error when too many want through. */
export function createGate(max: number, code: ErrorCode): Gate {
  let under_way = 0;
  return {
    async run(work) {
      if (under_way >= max) throw new ApiError(code);
      under_way += 1;
      try {
        return await work();
      } finally {
        under_way -= 1;
      }
    },
  };
}
