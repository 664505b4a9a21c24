import { countUpTo, type Queryable } from '../../db/index.ts';
import { type HoldKind, type HoldLimits, holdKinds, holdMeasures, holdScopes, limitOf } from './limits.ts';

const LEAST_FOR_PERCENT = 50;

const ofGroups: readonly HoldKind[] = ['groups', 'group_memberships'];
const ofCourses: readonly HoldKind[] = ['courses', 'sections', 'enrollments', ...ofGroups];
const ofPeople: readonly HoldKind[] = [
  'users',
  'logins',
  'enrollments',
  'admins',
  'user_observers',
  ...ofGroups,
];

/** What files of these types can change of what is there, with all that is taken along; of others, anything. */
const touched: Readonly<Record<string, readonly HoldKind[]>> = {
  account: ['accounts'],
  term: ['terms'],
  course: ofCourses,
  section: ofCourses,
  xlist: ofCourses,
  user: ofPeople,
  login: ofPeople,
  enrollment: ['enrollments', ...ofGroups],
  admin: ['admins'],
};

/** The kinds of objects that an import of these types of files can harm. */
export function kindsTouchedBy(file_types: readonly string[], isBatch: boolean): readonly HoldKind[] {
  const kinds = new Set(file_types.flatMap((type) => touched[type] ?? holdKinds));
  if (isBatch) for (const kind of ofCourses) kinds.add(kind);
  return holdKinds.filter((kind) => kinds.has(kind));
}

/**
 * Whether an import could go beyond a limit with objects of these kinds: what is not there cannot be harmed. It spares
 * the first load of a school a rehearsal; an import into a roster that is there needs one.
 */
export async function canHarm(
  db: Queryable,
  root_account_id: number,
  limits: HoldLimits,
  kinds: readonly HoldKind[],
): Promise<boolean> {
  for (const kind of kinds) {
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
