import { placeGroups } from './groups.mjs';
import { UsageError } from './options.mjs';
import { chanceFor, drawsFor, shuffle } from './random.mjs';

/** Prefix and base of the SIS ids; the base keeps all ids of a type equally long. */
const IDS = {
  account: ['a', 1001],
  term: ['t', 101],
  abstract_course: ['ac', 10001],
  course: ['c', 1000001],
  section: ['s', 1000001],
  user: ['u', 10000001],
  group_category: ['gc', 1000001],
  group: ['g', 1000001],
  differentiation_tag_set: ['ts', 1000001],
  differentiation_tag: ['dt', 1000001],
  institutional_tag_category: ['ic', 101],
  institutional_tag: ['it', 1001],
};

/** What change_sis_id can rename, each with the share of its rows; users take the rest. */
const RENAMED = ['account', 'term', 'course', 'section', 'group', 'group_category'];

/** Shares of the users; observers and students take the rest. */
const TEACHERS = 0.05;
const ASSISTANTS = 0.01;
const DESIGNERS = 0.002;
const MOST_PARENTS = 0.2;

/**
 * The district as arithmetic: how many good objects of each type there are, who is what, and which section,
 * course and person a row falls on. Nothing here grows with the number of rows.
 */
export function layOut(options) {
  const { sizes, faults, seed, seed2 } = options;
  const faulty = mapSizes(sizes, (rows) => Math.floor(rows * faults + 1e-9));
  const good = mapSizes(sizes, (rows, type) => rows - faulty[type]);
  for (const type of ['account', 'term', 'course', 'section']) {
    if (good[type] < 1) throw new UsageError(`A district needs at least one good ${type}.`);
  }
  const people = divideUsers(good);
  const bands = divideEnrollments(good, people);
  const renamed = options.types.includes('change_sis_id') ? divideRenames(good) : {};
  const student = shuffle(people.students.count, seed, 'students');
  const edition = {
    changed: (type) => chanceFor(seed2, `changed ${type}`, options.changed),
    dropped: (name) => chanceFor(seed2, `dropped ${name}`, options.drop),
    gone: chanceFor(seed2, 'gone students', options.drop),
  };
  const ground = {
    options,
    good,
    faulty,
    people,
    bands,
    renamed,
    edition,
    draws: (name) => drawsFor(seed, name),
    draws2: (name) => drawsFor(seed2, name),
    id: mapSizes(IDS, (_, type) => idsOf(type, renamed[type] ?? 0)),
    plainId: mapSizes(IDS, (_, type) => idsOf(type, 0)),
    courseOf: (section) => Math.floor((section * good.course) / good.section),
    sectionOf: (slot, slots) => Math.floor((slot * good.section) / slots),
    student,
    /** The index among students of the one who fills a student slot. */
    studentIn: (slot) => student.at(slot % people.students.count),
    /** The student slots of a course: `[first, end)`. */
    slotsOfCourse: (course) =>
      [course, course + 1].map((edge) =>
        slotAt(Math.ceil((edge * good.section) / good.course), bands.student, good),
      ),
  };
  const groups = placeGroups(ground);
  const movable = movableSections(good, groups);
  return { ...ground, groups, movable };
}

/** Sections whose course has no groups: cross-listing one elsewhere throws nobody out of a group. */
function movableSections(good, { grouped_courses }) {
  const first = Math.ceil((grouped_courses * good.section) / good.course);
  const count = good.course > 1 ? good.section - first : 0;
  if (good.xlist > count)
    throw new UsageError(`--xlists can be ${count} at most with so few sections and so many groups.`);
  return { first, count };
}

function slotAt(section, slots, good) {
  return Math.ceil((section * slots) / good.section);
}

function mapSizes(sizes, map) {
  return Object.fromEntries(Object.entries(sizes).map(([type, rows]) => [type, map(rows, type)]));
}

function idsOf(type, renamed) {
  const [prefix, base] = IDS[type];
  if (renamed === 0) return (index) => prefix + (base + index);
  return (index) => (index < renamed ? `${prefix}${base + index}-new` : prefix + (base + index));
}

function divideUsers(good) {
  const teachers = Math.ceil(good.user * TEACHERS);
  const assistants = Math.ceil(good.user * ASSISTANTS);
  const designers = Math.ceil(good.user * DESIGNERS);
  const parents = Math.min(Math.floor(good.user * MOST_PARENTS), Math.ceil(good.user_observer * 0.8));
  const students = good.user - teachers - assistants - designers - parents;
  if (students < 1) throw new UsageError('A district needs at least 5 users.');
  if (parents === 0 && good.user_observer > 0) throw new UsageError('--observers needs at least 10 users.');
  if (good.user_observer > students)
    throw new UsageError(`--observers can be ${students} at most with so few users.`);
  const people = {};
  let from = 0;
  for (const [kind, count] of Object.entries({ teachers, assistants, designers, parents, students })) {
    people[kind] = { from, count };
    from += count;
  }
  return people;
}

/** Rows of each kind of enrollment. Each section has a teacher and at most one observer, students take the rest. */
function divideEnrollments(good, people) {
  const teacher = Math.min(good.section, good.enrollment);
  const rest = good.enrollment - teacher;
  const ta = Math.min(Math.floor(rest * 0.02), people.assistants.count * good.section);
  const designer = Math.min(Math.floor(rest * 0.001), Math.floor(good.course / 2), good.section);
  const observer = people.parents.count === 0 ? 0 : Math.min(Math.floor(rest * 0.01), good.section);
  const student = rest - ta - designer - observer;
  const most = people.students.count * good.section;
  if (student > most) {
    throw new UsageError(
      `--enrollments is too much: ${people.students.count} students fit in ${good.section} sections ${most} times.`,
    );
  }
  return { teacher, ta, designer, observer, student };
}

function divideRenames(good) {
  const renamed = {};
  let left = good.change_sis_id;
  for (const type of RENAMED) {
    renamed[type] = Math.min(good[type], Math.floor(good.change_sis_id / 10));
    left -= renamed[type];
  }
  if (left > good.user) throw new UsageError('--changes is more than there are users to rename.');
  renamed.user = left;
  return renamed;
}
