import { datesOfTerm, later } from './calendar.mjs';

const SUBJECTS =
  'Algebra Biology Chemistry Drama Economics French Geometry History Informatics Journalism Kinesiology Literature Music Physics Statistics'.split(
    ' ',
  );
const FORMATS = ['online', 'blended', 'on_campus'];
const COURSE_STATES = ['active', 'active', 'active', 'published', 'unpublished'];

export const abstract_course = {
  name: 'abstract_course',
  file: 'abstract_courses.csv',
  columns: [
    'abstract_course_id',
    'short_name',
    'long_name',
    'account_id',
    'fallback_account_id',
    'term_id',
    'status',
  ],
  *rows({ good, id, edition }) {
    const changed = edition.changed('abstract_course');
    for (let i = 0; i < good.abstract_course; i += 1) {
      const subject = SUBJECTS[i % SUBJECTS.length];
      const name = `${subject}, as in the catalog${changed(i) ? ' (revised)' : ''}`;
      yield [
        id.abstract_course(i),
        subject.slice(0, 4).toUpperCase(),
        name,
        id.account(i % good.account),
        '',
        id.term(i % good.term),
        'active',
      ];
    }
  },
  spare: (_, k) => [`x-abstract-${k}`, 'MISC', 'Miscellany', '', '', '', 'active'],
  mistakes: {
    missing_id: { abstract_course_id: '' },
    missing_short_name: { short_name: '' },
    missing_long_name: { long_name: '' },
    bad_status: { status: 'open' },
  },
};

export const course = {
  name: 'course',
  file: 'courses.csv',
  columns:
    'course_id short_name long_name account_id term_id status integration_id start_date end_date course_format abstract_course_id'.split(
      ' ',
    ),
  *rows({ good, id, edition, draws, options }) {
    const changed = edition.changed('course');
    const draw = draws('course');
    const abstract = options.types.includes('abstract_course') && good.abstract_course > 0;
    for (let i = 0; i < good.course; i += 1) {
      const h = draw(i);
      const subject = SUBJECTS[h % SUBJECTS.length];
      const of_term = i % good.term;
      const [start, end] = datesOfTerm(of_term);
      const dated = (h >>> 8) % 20 === 0;
      yield [
        id.course(i),
        `${subject.slice(0, 4).toUpperCase()}-${100 + ((h >>> 12) % 400)}`,
        `${subject}${(h >>> 20) % 10 === 0 ? ', advanced' : ''} ${i + 1}${changed(i) ? ' (revised)' : ''}`,
        id.account((h >>> 4) % good.account),
        id.term(of_term),
        COURSE_STATES[(h >>> 16) % COURSE_STATES.length],
        i % 2 === 0 ? `int-c${i + 1}` : '',
        dated ? later(start, 7) : '',
        dated ? later(end, -7) : '',
        (h >>> 24) % 10 < 3 ? FORMATS[(h >>> 24) % 10] : '',
        abstract && (h >>> 10) % 10 === 0 ? id.abstract_course(h % good.abstract_course) : '',
      ];
    }
  },
  spare: ({ id }, k) => [
    `x-course-${k}`,
    'SPARE',
    `Spare course ${k}`,
    id.account(0),
    id.term(0),
    'active',
    '',
    '',
    '',
    '',
    '',
  ],
  mistakes: {
    account_not_found: { account_id: 'no-such-account' },
    missing_id: { course_id: '' },
    missing_short_name: { short_name: '' },
    missing_long_name: { long_name: '' },
    bad_status: { status: 'running' },
    bad_format: { course_format: 'hybrid' },
    bad_date: { start_date: '24.08.2026' },
    invalid: { start_date: '2026-12-18T00:00:00Z', end_date: '2026-08-24T00:00:00Z' },
  },
};

export const section = {
  name: 'section',
  file: 'sections.csv',
  columns: ['section_id', 'course_id', 'name', 'status', 'start_date', 'end_date', 'integration_id'],
  *rows({ good, id, edition, draws, courseOf }) {
    const changed = edition.changed('section');
    const draw = draws('section');
    for (let i = 0; i < good.section; i += 1) {
      const h = draw(i);
      const of_course = courseOf(i);
      const dated = h % 20 === 0;
      const [start, end] = datesOfTerm(of_course % good.term);
      const name = `Period ${1 + ((h >>> 8) % 8)}, room ${100 + ((h >>> 12) % 300)}${changed(i) ? ' (moved)' : ''}`;
      const integration = i % 2 === 0 ? `int-s${i + 1}` : '';
      yield [
        id.section(i),
        id.course(of_course),
        name,
        'active',
        dated ? start : '',
        dated ? end : '',
        integration,
      ];
    }
  },
  spare: ({ id, good }, k) => [
    `x-section-${k}`,
    id.course(k % good.course),
    `Spare section ${k}`,
    'active',
    '',
    '',
    '',
  ],
  mistakes: {
    course_not_found: { course_id: 'no-such-course' },
    missing_id: { section_id: '' },
    missing_course_id: { course_id: '' },
    missing_name: { name: '' },
    bad_status: { status: 'open' },
    bad_date: { start_date: 'next Monday' },
    invalid: { start_date: '2026-12-18T00:00:00Z', end_date: '2026-08-24T00:00:00Z' },
  },
};

/** Sections of courses without groups move to the next course, so that nobody loses a group. */
export const xlist = {
  name: 'xlist',
  file: 'xlists.csv',
  columns: ['xlist_course_id', 'section_id', 'status'],
  *rows({ good, id, courseOf, movable }) {
    for (let i = 0; i < good.xlist; i += 1) {
      const of_section = movable.first + Math.floor((i * movable.count) / good.xlist);
      yield [id.course((courseOf(of_section) + 1) % good.course), id.section(of_section), 'active'];
    }
  },
  spare: ({ id }, k) => [id.course(0), `x-no-section-${k}`, 'active'],
  mistakes: {
    section_not_found: {},
    missing_course_id: { xlist_course_id: '' },
    missing_section_id: { section_id: '' },
    bad_status: { status: 'moved' },
  },
};
