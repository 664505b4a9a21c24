import { defineMessages } from './define-message.ts';

/** Messages that rows of the file type `abstract_course` can raise. */
export const abstractCourseMessages = defineMessages({
  'abstract_course.missing_id': {
    effect: 'row_skipped',
    column: 'abstract_course_id',
    text: 'An abstract course has no abstract_course_id',
    summary: 'The abstract_course_id cell is blank.',
    why: 'Without an ID no course could refer to it.',
    fix: 'Give every row an abstract_course_id.',
    since: '0.1.0',
  },
  'abstract_course.missing_short_name': {
    effect: 'row_skipped',
    column: 'short_name',
    text: 'Abstract course {abstract_course_id} has no short_name',
    summary: 'The short_name cell is blank.',
    why: 'Courses take their code from it.',
    fix: 'Fill in short_name.',
    since: '0.1.0',
  },
  'abstract_course.missing_long_name': {
    effect: 'row_skipped',
    column: 'long_name',
    text: 'Abstract course {abstract_course_id} has no long_name',
    summary: 'The long_name cell is blank.',
    why: 'Courses take their name from it.',
    fix: 'Fill in long_name.',
    since: '0.1.0',
  },
  'abstract_course.bad_status': {
    effect: 'row_skipped',
    column: 'status',
    text: 'Abstract course {abstract_course_id} has an unknown status: {status}',
    summary: 'The status is none of its words.',
    why: 'Guessing might delete what was meant to stay.',
    fix: 'Use active or deleted.',
    since: '0.1.0',
  },
});
