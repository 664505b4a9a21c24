import { ApiError } from '../errors.ts';

/** How many streams the root accounts have open, those too that are about to be. */
export interface Places {
  /** Takes one of a root account's places, and returns how to give it back. Throws when all are taken. */
  take(root_account_id: number): () => void;
}

/** Makes so many places for each root account. */
export function createPlaces(max_streams: number): Places {
  const taken = new Map<number, number>();
  return {
    take(root_account_id) {
      const before = taken.get(root_account_id) ?? 0;
      if (before >= max_streams) throw new ApiError('event_streams_limited', { params: { max_streams } });
      taken.set(root_account_id, before + 1);
      return () => {
        const left = (taken.get(root_account_id) ?? 1) - 1;
        if (left === 0) taken.delete(root_account_id);
        else taken.set(root_account_id, left);
      };
    },
  };
}
