import { defineMessages } from './define-message.ts';

/** Messages that rows of the file type `section` can raise. */
export const sectionMessages = defineMessages({
  'section.missing_id': {
    effect: 'row_skipped',
    column: 'section_id',
    text: 'A section of course {course_id} has no section_id',
    summary: 'The section_id cell is blank.',
    why: 'Without an ID the section could not be found again, nor could enrollments name it.',
    fix: 'Give every row a section_id.',
    since: '0.1.0',
  },
  'section.missing_course_id': {
    effect: 'row_skipped',
    column: 'course_id',
    text: 'Section {section_id} has no course_id',
    summary: 'The course_id cell is blank.',
    why: 'A section lies in a course; without one its people see nothing.',
    fix: 'Fill in course_id.',
    since: '0.1.0',
  },
  'section.missing_name': {
    effect: 'row_skipped',
    column: 'name',
    text: 'Section {section_id} of course {course_id} has no name',
    summary: 'A new or active section needs a name.',
    why: 'Teachers tell sections apart by name.',
    fix: 'Fill in the name.',
    since: '0.1.0',
  },
  'section.bad_status': {
    effect: 'row_skipped',
    column: 'status',
    text: 'Section {section_id} of course {course_id} has an unknown status: {status}',
    summary: 'The status is none of its words.',
    why: 'Guessing might delete a section with its enrollments.',
    fix: 'Use active or deleted.',
    since: '0.1.0',
  },
  'section.course_not_found': {
    effect: 'row_skipped',
    column: 'course_id',
    text: 'Section {section_id} names course {course_id}, which does not exist',
    summary: 'The course is unknown.',
    why: 'The section was left as it was; its enrollments may be refused too.',
    fix: 'Import the course first, or correct course_id.',
    since: '0.1.0',
  },
  'section.invalid': {
    effect: 'row_skipped',
    text: 'Section {section_id}, {name}, of course {course_id} could not be saved: {reason}',
    summary:
      'The section breaks a rule of the store: it ends before it starts, or its integration ID is in use, for example.',
    why: 'The section was left as it was.',
    fix: 'Correct what the reason names.',
    since: '0.1.0',
  },
  'section.bad_date': {
    effect: 'row_imported',
    text: 'The {column} of section {section_id} cannot be read as a date: {value}',
    summary: 'A date is not in a known form.',
    why: 'The row was applied as if the date, and those after it, were not given, and that clears them.',
    fix: 'Write dates as 2026-08-24T00:00:00Z.',
    since: '0.1.0',
  },
});
