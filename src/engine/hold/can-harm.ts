import { countUpTo, type Queryable } from '../../db/index.ts';
import { type HoldLimits, holdKinds, holdMeasures, holdScopes, limitOf } from './limits.ts';

const LEAST_FOR_PERCENT = 50;

/**
 * Whether any import at all could go beyond a limit: what is not there cannot be harmed. It spares the first load of a
 * school a rehearsal; an import into a roster that is there needs one.
 */
export async function canHarm(db: Queryable, root_account_id: number, limits: HoldLimits): Promise<boolean> {
  for (const kind of holdKinds) {
    // How many objects there must be before one of the limits can be passed.
    const needed = holdScopes.flatMap((scope) =>
      holdMeasures.flatMap((measure) => {
        const limit = limitOf(limits, kind, scope, measure);
        if (limit === null) return [];
        if (measure.endsWith('_percent')) return [LEAST_FOR_PERCENT];
        return [measure === 'left' ? Math.max(limit.allows, 1) : limit.allows + 1];
      }),
    );
    if (needed.length === 0) continue;
    const least = Math.min(...needed);
    if ((await countUpTo(db, root_account_id, kind, least)) >= least) return true;
  }
  return false;
}
