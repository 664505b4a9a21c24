import { ApiError } from '../errors.ts';

/** Lets only so many things be under way at once. */
export interface Gate {
  /** Runs it, or throws when there are too many already. */
  run<T>(work: () => Promise<T>): Promise<T>;
}

/** Makes a gate for uploads that come before their token. */
export function createGate(max: number): Gate {
  let under_way = 0;
  return {
    async run(work) {
      if (under_way >= max) throw new ApiError('uploads_limited');
      under_way += 1;
      try {
        return await work();
      } finally {
        under_way -= 1;
      }
    },
  };
}
