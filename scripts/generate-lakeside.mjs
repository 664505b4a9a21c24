#!/usr/bin/env node
// Writes examples/lakeside: an invented school, small enough to read, with a few honest mistakes.
// node scripts/generate-lakeside.mjs [folder]
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { csvLine } from './district/write-csv.mjs';
import { enrollmentsOf } from './lakeside/enrollments.mjs';
import { COURSES } from './lakeside/school.mjs';
import { usersOf } from './lakeside/users.mjs';

const folder = process.argv[2] ?? fileURLToPath(new URL('../examples/lakeside', import.meta.url));

const accounts = [
  ['account_id', 'parent_account_id', 'name', 'status'],
  ['lower', '', 'Lower School', 'active'],
  ['upper', '', 'Upper School', 'active'],
  ['upper-sci', 'upper', 'Science Department', 'active'],
];

/** Teachers get in a week before their students and out two weeks after them. */
const terms = [
  ['term_id', 'name', 'status', 'start_date', 'end_date', 'date_override_enrollment_type'],
  ['F26', 'Fall 2026', 'active', '2026-08-24T05:00:00Z', '2026-12-18T05:00:00Z', ''],
  ['F26', '', 'active', '2026-08-17T05:00:00Z', '2027-01-01T05:00:00Z', 'TeacherEnrollment'],
  ['S27', 'Spring 2027', 'active', '2027-01-11T05:00:00Z', '2027-06-04T05:00:00Z', ''],
  ['S27', '', 'active', '2027-01-04T05:00:00Z', '2027-06-18T05:00:00Z', 'TeacherEnrollment'],
];

function courseRows() {
  const rows = COURSES.map(({ course_id, short_name, name, account_id, term_id }) => [
    course_id,
    short_name,
    name,
    account_id,
    term_id,
    term_id === 'F26' ? 'published' : 'active',
  ]);
  // Mistake: the account is called upper.
  rows.push(['FILM1-S27', 'FILM1', 'Film, Light and Sound', 'uper', 'S27', 'active']);
  return [['course_id', 'short_name', 'long_name', 'account_id', 'term_id', 'status'], ...rows];
}

function sectionRows() {
  const rows = COURSES.flatMap(({ course_id, name, sections }) =>
    sections.map(({ section_id, letter }) => [section_id, course_id, `${name}, ${letter}`, 'active', '', '']),
  );
  const dated = (section_id, start, end) => rows.find(([id]) => id === section_id).splice(4, 2, start, end);
  dated('MUS1-F26-A', '2026-08-31T05:00:00Z', '2026-12-22T05:00:00Z');
  // Mistake: a date as a spreadsheet shows it.
  dated('ASTR1-S27-A', '1/19/2027', '2027-05-28T05:00:00Z');
  // Mistake: the course was called off and is not in courses.csv.
  const after = rows.findIndex(([, course_id]) => course_id === 'SPAN2-F26');
  rows.splice(after, 0, ['SPAN1-F26-A', 'SPAN1-F26', 'Español I, A', 'active', '', '']);
  return [['section_id', 'course_id', 'name', 'status', 'start_date', 'end_date'], ...rows];
}

const users = usersOf();
const files = {
  'accounts.csv': accounts,
  'terms.csv': terms,
  'courses.csv': courseRows(),
  'sections.csv': sectionRows(),
  'users.csv': users.rows,
  'enrollments.csv': enrollmentsOf(users),
};
mkdirSync(folder, { recursive: true });
for (const [file, rows] of Object.entries(files)) {
  writeFileSync(join(folder, file), rows.map((cells) => `${csvLine(cells)}\n`).join(''));
}
