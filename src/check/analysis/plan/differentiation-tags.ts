import {
  type differentiationTag,
  type differentiationTagSet,
  draftMessage,
  type RowOf,
} from '../../../format/index.ts';
import { statusWord, tooLong } from '../../cells.ts';
import type { CourseRecord, SetRecord } from '../records.ts';
import type { World } from '../world.ts';
import { definePlan, missing, type Say } from './define-plan.ts';
import { endSet, faultOfSet, type Place, saveSet, type WantedSet } from './group-place.ts';

type TagRow = RowOf<typeof differentiationTag>;

const inCourse = (course: CourseRecord): Place => ({ account: null, course });

/** Sets of differentiation tags, in courses. */
export const differentiationTagSetPlan = definePlan<typeof differentiationTagSet>({
  planRow(row, world, say) {
    const { tag_set_id, course_id } = row;
    if (course_id === null)
      return say.refuse(draftMessage('differentiation_tag_set.missing_course', { tag_set_id }));
    const course = world.courses.get(course_id);
    if (!course) {
      return say.refuse(
        draftMessage('differentiation_tag_set.course_not_found', { tag_set_id, course_id }),
        missing('course', course_id),
      );
    }
    const set: WantedSet = {
      kind: 'tag',
      place: inCourse(course),
      name: row.set_name ?? '',
      state: statusWord(row.status, ['active', 'deleted']) ?? 'active',
      id: tag_set_id,
    };
    const existing = world.tag_sets.get(tag_set_id);
    const reason = faultOfSet(set, existing, world);
    if (reason !== null)
      return say.refuse(draftMessage('differentiation_tag_set.invalid', { tag_set_id, reason }));
    saveSet(set, existing, world);
    return true;
  },
});

/** Differentiation tags: in a set, or in one of their own that is named like them. */
export const differentiationTagPlan = definePlan<typeof differentiationTag>({
  planRow(row, world, say) {
    const { tag_id } = row;
    if (tag_id === null) return false;
    const existing = world.tags.get(tag_id);
    const named = world.tag_sets.get(row.tag_set_id);
    const present = existing?.set ?? undefined;
    const course = courseOf(row, present, world, say);
    if (course === null) return false;
    const own: WantedSet = {
      kind: 'tag',
      place: inCourse(course),
      name: row.name ?? '',
      state: statusWord(row.status, ['deleted']) === null ? 'active' : 'deleted',
      id: null,
    };
    const shared = named ?? (row.course_id === null ? sharedSet(present) : undefined);
    const mine = present?.is_single ? present : undefined;
    const reason = tooLong(row.name, tag_id)
      ? 'a value is longer than 255 characters'
      : shared
        ? null
        : faultOfSet(own, mine, world);
    if (reason !== null) return say.refuse(draftMessage('differentiation_tag.invalid', { tag_id, reason }));
    const set = shared ?? saveSet(own, mine, world);
    if (mine && set !== mine) endSet(mine, world);
    if (existing) Object.assign(existing, { course, set });
    else world.tags.add({ id: tag_id, integration_id: null, account: null, course, set });
    return true;
  },
});

/** A set that the tag shares, or may share, with others. */
function sharedSet(set: SetRecord | undefined): SetRecord | undefined {
  return set?.is_single ? undefined : set;
}

/** The course that the tag will be in; null when the row has been refused. */
function courseOf(row: TagRow, present: SetRecord | undefined, world: World, say: Say): CourseRecord | null {
  const { tag_id, tag_set_id, course_id } = row;
  const course = world.courses.get(course_id);
  const set = world.tag_sets.get(tag_set_id);
  if (course_id !== null && (!course || course.state === 'deleted')) {
    say.refuse(
      draftMessage('differentiation_tag.course_not_found', { tag_id, course_id }),
      course ? undefined : missing('course', course_id),
    );
    return null;
  }
  if (tag_set_id !== null && !(set?.state === 'active' && (!course || set.course === course))) {
    say.refuse(
      draftMessage('differentiation_tag.set_not_found', { tag_id, tag_set_id, course_id }),
      set ? undefined : missing('differentiation_tag_set', tag_set_id),
    );
    return null;
  }
  const stays_at = sharedSet(present)?.course ?? world.tags.get(tag_id)?.course;
  const last = course ?? set?.course ?? stays_at;
  if (!last) say.refuse(draftMessage('differentiation_tag.missing_context', { tag_id }));
  return last ?? null;
}
