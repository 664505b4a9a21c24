import { UsageError } from './options.mjs';

/**
 * Where group categories lie and who is in a group. Four of five categories belong to courses, from the first
 * course on, as long as the classes are big enough; the others to accounts. Within a category nobody is twice.
 */
export function placeGroups({ good, people, slotsOfCourse }) {
  const { group: groups, group_category: categories, group_membership: memberships } = good;
  if (groups > 0 && categories === 0) throw new UsageError('--groups needs at least one of --categories.');
  if (memberships > 0 && groups === 0) throw new UsageError('--memberships needs at least one of --groups.');
  const size = groups === 0 ? 0 : Math.ceil(memberships / groups);
  const crowd = categories === 0 ? 0 : Math.ceil(groups / categories) * size;
  if (crowd > people.students.count) {
    throw new UsageError(
      `--memberships is too much: ${crowd} people a category, and there are ${people.students.count} students.`,
    );
  }
  let in_courses = categories - Math.ceil(categories / 5);
  let grouped_courses = Math.min(in_courses, Math.ceil(good.course / 2));
  for (let course = 0; course < grouped_courses; course += 1) {
    const [first, end] = slotsOfCourse(course);
    if (Math.min(end - first, people.students.count) < crowd) grouped_courses = 0;
  }
  if (grouped_courses === 0) in_courses = 0;
  return {
    size,
    grouped_courses,
    /** The category's course, or null and its account. */
    contextOf: (category) =>
      category < in_courses
        ? { course: category % grouped_courses, account: null }
        : { course: null, account: (category - in_courses) % good.account },
    /** The group's category and its place among the groups there. */
    categoryOf: (group) => {
      const category = Math.floor((group * categories) / groups);
      return { category, place: group - Math.ceil((category * groups) / categories) };
    },
  };
}

/** The two context cells: ids of account and course. */
function contextCells({ id, groups }, category) {
  const { course, account } = groups.contextOf(category);
  return course === null ? [id.account(account), ''] : ['', id.course(course)];
}

const WRONG_CONTEXTS = {
  account_not_found: { account_id: 'no-such-account' },
  course_not_found: { course_id: 'no-such-course' },
  two_contexts: {
    account_id: ({ district: { id } }) => id.account(0),
    course_id: ({ district: { id } }) => id.course(0),
  },
};

export const group_category = {
  name: 'group_category',
  file: 'group_categories.csv',
  columns: ['group_category_id', 'account_id', 'course_id', 'category_name', 'status'],
  *rows(district) {
    const { good, id, edition } = district;
    const changed = edition.changed('group_category');
    for (let i = 0; i < good.group_category; i += 1) {
      const name = `Projects ${i + 1}${changed(i) ? ' (renamed)' : ''}`;
      yield [id.group_category(i), ...contextCells(district, i), name, 'active'];
    }
  },
  spare: (_, k) => [`x-category-${k}`, '', '', `Spare projects ${k}`, 'active'],
  mistakes: {
    ...WRONG_CONTEXTS,
    missing_id: { group_category_id: '' },
    missing_name: { category_name: '' },
    missing_status: { status: '' },
    bad_status: { status: 'available' },
  },
};

export const group = {
  name: 'group',
  file: 'groups.csv',
  columns: ['group_id', 'group_category_id', 'account_id', 'course_id', 'name', 'status'],
  *rows(district) {
    const { good, id, edition, groups } = district;
    const changed = edition.changed('group');
    for (let i = 0; i < good.group; i += 1) {
      const { category, place } = groups.categoryOf(i);
      const context = i % 2 === 0 ? contextCells(district, category) : ['', ''];
      const name = `Team ${place + 1} of ${category + 1}${changed(i) ? ' (renamed)' : ''}`;
      yield [id.group(i), id.group_category(category), ...context, name, 'available'];
    }
  },
  spare: (_, k) => [`x-group-${k}`, '', '', '', `Spare team ${k}`, 'available'],
  mistakes: {
    ...WRONG_CONTEXTS,
    category_not_found: { group_category_id: 'no-such-category' },
    missing_id: { group_id: '' },
    missing_name: { name: '' },
    bad_status: { status: 'open' },
  },
};

export const group_membership = {
  name: 'group_membership',
  file: 'groups_membership.csv',
  columns: ['group_id', 'user_id', 'status'],
  *rows(district) {
    const { good, id, edition, groups, people, slotsOfCourse } = district;
    const dropped = edition.dropped('group_membership');
    const withdrawn = edition.dropped('enrollment student');
    let row = 0;
    for (let i = 0; i < good.group; i += 1) {
      const { category, place } = groups.categoryOf(i);
      const { course } = groups.contextOf(category);
      const first = course === null ? category * 31 : slotsOfCourse(course)[0];
      const end_row = Math.floor(((i + 1) * good.group_membership) / good.group);
      for (let member = 0; row < end_row; member += 1, row += 1) {
        const slot = first + place * groups.size + member;
        const student = district.studentIn(slot);
        const left = edition.gone(student) || (course !== null && withdrawn(slot));
        yield left || dropped(row)
          ? null
          : [id.group(i), id.user(people.students.from + student), 'accepted'];
      }
    }
  },
  spare: ({ id, good }, k) => [
    good.group === 0 ? 'x-no-group' : id.group(k % good.group),
    `x-no-user-${k}`,
    'accepted',
  ],
  mistakes: {
    user_not_found: {},
    user_not_in_course: { group_id: ({ district }) => district.id.group(0), user_id: strangerOrNobody },
    group_not_found: {
      group_id: ({ k }) => `x-no-group-${k}`,
      user_id: ({ district }) => district.id.user(0),
    },
    missing_group: { group_id: '' },
    missing_user: { user_id: '' },
    bad_status: { status: 'member' },
  },
};

/** A teacher of other courses than the first, whose groups take only its own people; where there is none, an unknown user. */
function strangerOrNobody({ district: { id, people, groups, courseOf }, k }) {
  const teacher = people.teachers.count - 1 - (k % Math.ceil(people.teachers.count / 2));
  const stranger = groups.grouped_courses > 0 && courseOf(teacher) > 0;
  return stranger ? id.user(teacher) : `x-no-user-${k}`;
}
