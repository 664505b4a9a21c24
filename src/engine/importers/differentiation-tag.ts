import type { RosterRecord } from '../../db/index.ts';
import { differentiationTag, draftMessage, type MessageDraft, type RowOf } from '../../format/index.ts';
import type { Found } from '../found.ts';
import type { Plan } from '../plan.ts';
import { isStuck } from '../stickiness.ts';
import { statusWord, tooLong } from './cells.ts';
import { defineImporter, type Want } from './define-importer.ts';
import { inCourse } from './group-place.ts';
import { type Group, isMoveRefused, saveGroup } from './group-record.ts';
import { faultOfSet, type GroupSet, reasonOf, saveSet, type WantedSet, wantSetsOfName } from './group-set.ts';

type Row = RowOf<typeof differentiationTag>;
type Course = RosterRecord<'courses'>;

/** Differentiation tags: in a set, or in one of their own that is named like them, moves and goes with them. */
export const differentiationTagImporter = defineImporter<typeof differentiationTag>({
  file_type: differentiationTag,
  table: 'groups',
  keeps: ['courses', 'group_categories'],
  creates: { groups: 1, group_categories: 1 },
  needs: [
    (rows, want) => {
      for (const row of rows) {
        want('groups', 'tag_by_sis_id', row.tag_id);
        want('group_categories', 'tag_set_by_sis_id', row.tag_set_id);
        want('courses', 'by_sis_id', row.course_id);
      }
    },
    (rows, want, found) => {
      for (const row of rows) {
        const { existing, set } = namedBy(row, found);
        want('courses', 'by_id', set?.course_id ?? null);
        if (!existing) continue;
        want('courses', 'by_id', existing.course_id);
        want('group_categories', 'by_id', existing.group_category_id);
        want.fact('group_has_members', existing.id);
      }
    },
    (rows, want, found) => {
      for (const row of rows) want('courses', 'by_id', presentSet(row, found)?.course_id ?? null);
    },
    wantOwnSets,
  ],
  planRow(row, plan) {
    const { found, options } = plan;
    const { tag_id } = row;
    const { existing, set: named } = namedBy(row, found);
    const present = presentSet(row, found);
    const course = courseOf(row, plan);
    if ('code' in course) return course;
    const place = inCourse(course.id);
    if (existing && isMoveRefused(existing, place, found)) {
      return draftMessage('differentiation_tag.move_refused', { tag_id });
    }
    const isDelete = statusWord(row.status, ['deleted']) !== null;
    const own: WantedSet = {
      kind: 'tag',
      place,
      name: (existing && isStuck('groups', existing, 'name', options) ? existing.name : row.name) ?? '',
      workflow_state: isDelete ? 'deleted' : 'active',
      sis_id: null,
    };
    const shared = named ?? (row.course_id === null ? sharedSet(present) : undefined);
    const mine = present?.single_tag ? present : undefined;
    const fault = tooLong(row.name, tag_id) ? 'too_long' : shared ? null : faultOfSet(own, mine, found);
    if (fault !== null) {
      return draftMessage('differentiation_tag.invalid', { tag_id, reason: reasonOf(fault, own) });
    }
    const set = shared ?? saveSet(own, mine, plan);
    // A set of its own that the tag has left holds nothing any more.
    if (mine && set.id !== mine.id) plan.update('group_categories', mine, { workflow_state: 'deleted' });
    const workflow_state = isDelete ? 'deleted' : 'available';
    const name = row.name ?? '';
    saveGroup(
      { kind: 'tag', place, group_category_id: set.id, name, workflow_state, sis_id: tag_id },
      existing,
      plan,
    );
    return 'counted';
  },
});

function namedBy(row: Row, found: Found) {
  return {
    existing: found.one('groups', 'tag_by_sis_id', row.tag_id),
    set: found.one('group_categories', 'tag_set_by_sis_id', row.tag_set_id),
    course: found.one('courses', 'by_sis_id', row.course_id),
  };
}

/** The set that the stored tag is in. */
function presentSet(row: Row, found: Found): GroupSet | undefined {
  const existing = found.one('groups', 'tag_by_sis_id', row.tag_id);
  return found.byId('group_categories', existing?.group_category_id ?? null);
}

/** A set that the tag shares, or may share, with others. */
function sharedSet(set: GroupSet | undefined): GroupSet | undefined {
  return set?.single_tag ? undefined : set;
}

/** The course that the tag will be in, or why it cannot be. */
function courseOf(row: Row, plan: Plan): Course | MessageDraft {
  const { found, options } = plan;
  const { tag_id, tag_set_id, course_id } = row;
  const { existing, set, course } = namedBy(row, found);
  const isOff = (at: Course) => !options.account_tree.hasDifferentiationTags(at.account_id);
  const feature_disabled = (at: Course) => {
    const account_id = found.byId('accounts', at.account_id)?.sis_id ?? null;
    return draftMessage('differentiation_tag.feature_disabled', { tag_id, account_id });
  };
  if (course_id !== null && (!course || course.workflow_state === 'deleted')) {
    return draftMessage('differentiation_tag.course_not_found', { tag_id, course_id });
  }
  if (course && isOff(course)) return feature_disabled(course);
  if (tag_set_id !== null && !isSetOf(set, course)) {
    return draftMessage('differentiation_tag.set_not_found', { tag_id, tag_set_id, course_id });
  }
  const stays_at = sharedSet(presentSet(row, found))?.course_id ?? existing?.course_id;
  const last = course ?? found.byId('courses', set?.course_id ?? stays_at ?? null);
  if (!last) return draftMessage('differentiation_tag.missing_context', { tag_id });
  return isOff(last) ? feature_disabled(last) : last;
}

/** A set serves while it is active, and only in the course that the row names. */
function isSetOf(set: GroupSet | undefined, course: Course | undefined): boolean {
  return set?.workflow_state === 'active' && (course === undefined || set.course_id === course.id);
}

/**
 * The accounts that decide whether tags are on, and the sets that bear the names of tags without a set. A tag may
 * stand in several rows: each starts from what the one before made of it.
 */
function wantOwnSets(rows: readonly Row[], want: Want, found: Found): void {
  const coursesOf = new Map<string | null, Set<number>>();
  for (const row of rows) {
    const { existing, set, course } = namedBy(row, found);
    const courses = coursesOf.get(row.tag_id) ?? new Set<number>();
    coursesOf.set(row.tag_id, courses);
    const present = presentSet(row, found);
    for (const id of [course?.id, set?.course_id, existing?.course_id, present?.course_id]) {
      if (id) courses.add(id);
    }
  }
  for (const row of rows) {
    const existing: Group | undefined = found.one('groups', 'tag_by_sis_id', row.tag_id);
    for (const id of coursesOf.get(row.tag_id) ?? []) {
      want('accounts', 'by_id', found.byId('courses', id)?.account_id ?? null);
      wantSetsOfName(inCourse(id), row.name, want);
      if (existing) wantSetsOfName(inCourse(id), existing.name, want);
    }
  }
}
