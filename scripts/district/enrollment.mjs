import { shuffle } from './random.mjs';

/**
 * Enrollments come in bands, one per role. Slot n of a band of m falls on section floor(n * sections / m); who
 * fills it is arithmetic too, such that nobody is twice in a section with one role, in whatever order slots are asked for.
 */
function bandsOf(district) {
  const { people, bands, student } = district;
  const inTurn = (users) => ({ users, userOf: (slot) => slot % users.count, firstSlotOf: (index) => index });
  return [
    { role: 'teacher', slots: bands.teacher, ...inTurn(people.teachers) },
    { role: 'ta', slots: bands.ta, ...inTurn(people.assistants) },
    { role: 'designer', slots: bands.designer, ...inTurn(people.designers) },
    {
      role: 'observer',
      slots: bands.observer,
      users: people.parents,
      userOf: (slot) => parentOf(district, slot),
    },
    {
      role: 'student',
      slots: bands.student,
      users: people.students,
      userOf: (slot) => student.at(slot % people.students.count),
      firstSlotOf: student.indexOf,
    },
  ].map((band) => ({ ...band, cells: cellsOf(district, band) }));
}

/** The student slot beside which an observer sits: the first one of the observer's section. */
function observedSlot({ bands, good, sectionOf }, slot) {
  return Math.ceil((sectionOf(slot, bands.observer) * bands.student) / good.section);
}

function parentOf(district, slot) {
  const { people } = district;
  return (observedSlot(district, slot) % people.students.count) % people.parents.count;
}

/** Makes the row of a slot, null when the second edition leaves it out. */
function cellsOf(district, { role, slots, users, userOf }) {
  const { id, people, edition, courseOf, sectionOf, groups, draws, studentIn } = district;
  const draw = draws(`enrollment ${role}`);
  const changed = edition.changed(`enrollment ${role}`);
  const dropped = edition.dropped(`enrollment ${role}`);
  return (slot) => {
    if (dropped(slot)) return null;
    const section = sectionOf(slot, slots);
    const course = courseOf(section);
    const user = userOf(slot);
    const observed = role === 'observer' ? studentIn(observedSlot(district, slot)) : -1;
    const child = role === 'student' ? user : observed;
    if (child >= 0 && edition.gone(child)) return null;
    const h = draw(slot);
    const settled = role !== 'student' || course < groups.grouped_courses;
    const dated = (h >>> 10) % 50 === 0;
    const moved = changed(slot);
    return [
      id.course(course),
      role === 'designer' ? '' : id.section(section),
      id.user(users.from + user),
      role,
      settled ? 'active' : statusFrom(h % 1000),
      dated || moved ? '2026-09-01T05:00:00Z' : '',
      dated || moved ? (moved ? '2027-01-15T05:00:00Z' : '2026-12-01T05:00:00Z') : '',
      observed < 0 ? '' : id.user(people.students.from + observed),
      role === 'ta' && (h >>> 16) % 4 === 0 ? 'true' : '',
    ];
  };
}

function statusFrom(thousandth) {
  if (thousandth < 955) return 'active';
  if (thousandth < 975) return 'completed';
  return thousandth < 985 ? 'inactive' : 'deleted';
}

const BY = {
  *section({ good }, bands) {
    for (let section = 0; section < good.section; section += 1) {
      for (const { slots, cells } of bands) {
        const end = Math.ceil(((section + 1) * slots) / good.section);
        for (let slot = Math.ceil((section * slots) / good.section); slot < end; slot += 1) yield cells(slot);
      }
    }
  },

  *user(_, bands) {
    for (const { slots, cells, users, userOf, firstSlotOf } of bands) {
      if (firstSlotOf === undefined) {
        // As many numbers as there are sections at most, so sorting them keeps memory flat all the same.
        const by_user = Float64Array.from(
          { length: slots },
          (__, slot) => userOf(slot) * slots + slot,
        ).sort();
        for (const place of by_user) yield cells(place % slots);
        continue;
      }
      for (let index = 0; index < users.count; index += 1) {
        for (let slot = firstSlotOf(index); slot < slots; slot += users.count) yield cells(slot);
      }
    }
  },

  *random({ good, options }, bands) {
    const order = shuffle(good.enrollment, options.seed, 'order of enrollments');
    for (let i = 0; i < good.enrollment; i += 1) {
      let slot = order.at(i);
      let band = 0;
      while (slot >= bands[band].slots) {
        slot -= bands[band].slots;
        band += 1;
      }
      yield bands[band].cells(slot);
    }
  },
};

export const enrollment = {
  name: 'enrollment',
  file: 'enrollments.csv',
  columns:
    'course_id section_id user_id role status start_date end_date associated_user_id limit_section_privileges'.split(
      ' ',
    ),
  rows: (district) => BY[district.options.order](district, bandsOf(district)),
  /** A student as assistant: a role that only assistants have elsewhere, so the key is free. */
  spare(district, k) {
    const { id, people, bands, courseOf, sectionOf, faulty } = district;
    const slot = Math.floor((k * bands.student) / faulty.enrollment);
    const section = sectionOf(slot, bands.student);
    const user = id.user(people.students.from + district.studentIn(slot));
    return [id.course(courseOf(section)), id.section(section), user, 'ta', 'active', '', '', '', ''];
  },
  mistakes: {
    user_unknown: { user_id: ({ k }) => `x-no-user-${k}` },
    bad_role: { role: 'asistant' },
    context_unknown: { course_id: ({ k }) => `x-no-course-${k}`, section_id: '' },
    section_unknown: { section_id: ({ k }) => `x-no-section-${k}` },
    course_unknown: { course_id: ({ k }) => `x-no-course-${k}` },
    bad_status: { status: 'enroled' },
    bad_date: { start_date: '09/31/2026', end_date: '' },
    no_user: { user_id: '' },
    no_context: { course_id: '', section_id: '' },
    'bad_role/none': { role: '' },
    'bad_status/none': { status: '' },
    associated_unknown: { role: 'observer', associated_user_id: ({ k }) => `x-no-student-${k}` },
    unrelated: { course_id: strangeCourse },
  },
};

/** A course that the row's section does not belong to and never did; with too few courses, an unknown one. */
function strangeCourse({ district, k }) {
  const { good, id, bands, courseOf, sectionOf, faulty } = district;
  const slot = Math.floor((k * bands.student) / faulty.enrollment);
  const course = courseOf(sectionOf(slot, bands.student));
  return good.course > 2 ? id.course((course + 2) % good.course) : `x-no-course-${k}`;
}
