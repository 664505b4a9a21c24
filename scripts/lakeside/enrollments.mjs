import { COURSES } from './school.mjs';

const COLUMNS = 'course_id section_id user_id role status associated_user_id limit_section_privileges'.split(
  ' ',
);
const ROWS = 1500;
const COURSES_EACH = { F26: 3, S27: 2 };
/** The science department exports the long names of the roles, the orchestra writes them large. */
const LONG_NAMES = { student: 'StudentEnrollment', teacher: 'TeacherEnrollment', ta: 'TaEnrollment' };
const RANK = ['teacher', 'ta', 'student', 'observer'];

/** The rows of enrollments.csv, section by section. */
export function enrollmentsOf({ teacher, staff, observer, lower, upper, withdrawn }) {
  const sections = COURSES.flatMap((course) =>
    course.sections.map(({ section_id }) => ({ ...course, section_id, seats: 0, rows: [] })),
  );
  const add = (section, user_id, role, { status = 'active', associated = '', limit = '' } = {}) =>
    section.rows.push([section.course_id, section.section_id, user_id, role, status, associated, limit]);

  sections.forEach((section, i) => {
    add(section, teacher[i % teacher.length], 'teacher');
    if (section.account_id === 'lower') add(section, staff[i % (staff.length - 1)], 'ta', { limit: 'true' });
  });
  const seats = new Map();
  const seat = (students, isOurs) => {
    for (const student of students) seats.set(student, chooseSections(sections.filter(isOurs)));
  };
  seat(lower, ({ account_id }) => account_id === 'lower');
  seat(upper, ({ account_id }) => account_id !== 'lower');
  for (const [student, chosen] of seats) for (const section of chosen) add(section, student, 'student');

  // Every parent has a child in the upper school, the first one another in the lower school.
  const children = [
    ...observer.map((parent, i) => [parent, upper[i * 6 + (i % 5)]]),
    [observer[0], lower[10]],
  ];
  for (const [parent, child] of children) {
    for (const section of seats.get(child)) add(section, parent, 'observer', { associated: child });
  }
  settleSome(seats, sections, add);
  add(
    sections.find(({ section_id }) => section_id === 'HIST10-F26-B'),
    withdrawn,
    'student',
  );
  makeMistakes(sections);

  const designer = staff.at(-1);
  const designed = ['ENG7-F26', 'ENG10-F26', 'CODE7-S27'].map((course_id) => [
    course_id,
    '',
    designer,
    'designer',
    'active',
    '',
    '',
  ]);
  const tutors = upper.filter((_, i) => i % 2 === 1);
  const count = () => sections.reduce((sum, { rows }) => sum + rows.length, designed.length);
  const tutored = sections.filter(({ account_id }) => account_id === 'lower');
  for (let i = 0; count() < ROWS; i += 1)
    add(tutored[i % tutored.length], tutors[i], 'ta', { limit: 'true' });

  return [COLUMNS, ...sections.flatMap(inOwnWords), ...designed];
}

/** The emptiest sections of different courses, as many in each term as a student takes. */
function chooseSections(sections) {
  return Object.entries(COURSES_EACH).flatMap(([term_id, number]) => {
    const chosen = [];
    while (chosen.length < number) {
      const open = sections.filter(
        (section) =>
          section.term_id === term_id && chosen.every(({ course_id }) => course_id !== section.course_id),
      );
      const emptiest = open.reduce((best, section) => (section.seats < best.seats ? section : best));
      emptiest.seats += 1;
      chosen.push(emptiest);
    }
    return chosen;
  });
}

/** A few are away or done early; some moved to the other section of a course, which leaves a deleted row behind. */
function settleSome(seats, sections, add) {
  let i = 0;
  for (const [student, chosen] of seats) {
    const [section] = chosen;
    const row = section.rows.find(([, , user_id, role]) => user_id === student && role === 'student');
    if (i % 60 === 7) row[4] = 'inactive';
    if (i % 60 === 31) row[4] = 'completed';
    const other = sections.find(
      ({ course_id, section_id }) => course_id === section.course_id && section_id !== section.section_id,
    );
    if (i % 13 === 4 && other !== undefined) add(other, student, 'student', { status: 'deleted' });
    i += 1;
  }
}

function makeMistakes(sections) {
  const studentRow = (wanted, place) =>
    sections
      .find(({ section_id }) => section_id === wanted)
      .rows.filter(([, , , role]) => role === 'student')[place];
  studentRow('MATH7-F26-B', 12)[3] = 'studnet';
  const swapped = sections
    .find(({ section_id }) => section_id === 'LIT1-S27-A')
    .rows.find(([, , user_id]) => /^u023/.test(user_id));
  swapped[2] = swapped[2].replace('u023', 'u032');
  studentRow('GEOM1-S27-A', 20).splice(0, 2, 'GEOM-S27', '');
}

/** Sorted by role and user, in the words that the section's office uses. */
function inOwnWords({ account_id, short_name, rows }) {
  const rank = (role) => (RANK.includes(role) ? RANK.indexOf(role) : RANK.indexOf('student'));
  const sorted = rows.toSorted((a, b) => rank(a[3]) - rank(b[3]) || (a[2] < b[2] ? -1 : 1));
  return sorted.map(([course_id, section_id, user_id, role, ...rest]) => {
    const long = account_id === 'upper-sci' ? LONG_NAMES[role] : undefined;
    const large = short_name === 'MUS1' ? role[0].toUpperCase() + role.slice(1) : undefined;
    return [course_id, section_id, user_id, long ?? large ?? role, ...rest];
  });
}
