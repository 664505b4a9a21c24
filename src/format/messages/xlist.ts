import { defineMessages } from './define-message.ts';

/** Messages that rows of the file type `xlist` can raise. */
export const xlistMessages = defineMessages({
  'xlist.missing_course_id': {
    effect: 'row_skipped',
    column: 'xlist_course_id',
    text: 'A cross-listing of section {section_id} has no xlist_course_id',
    summary: 'The xlist_course_id cell is blank.',
    why: 'There is no course to move the section into.',
    fix: 'Fill in xlist_course_id, in a row that returns the section too.',
    since: '0.1.0',
  },
  'xlist.missing_section_id': {
    effect: 'row_skipped',
    column: 'section_id',
    text: 'A cross-listing into course {xlist_course_id} has no section_id',
    summary: 'The section_id cell is blank.',
    why: 'There is no section to move.',
    fix: 'Fill in section_id.',
    since: '0.1.0',
  },
  'xlist.bad_status': {
    effect: 'row_skipped',
    column: 'status',
    text: 'The cross-listing of section {section_id} into course {xlist_course_id} has an unknown status: {status}',
    summary: 'The status is not one of its words in full.',
    why: 'Guessing might move the people of a section into the wrong course.',
    fix: 'Use active or deleted.',
    since: '0.1.0',
  },
  'xlist.section_not_found': {
    effect: 'row_skipped',
    column: 'section_id',
    text: 'Section {section_id} is to be cross-listed but does not exist',
    summary: 'The section is unknown.',
    why: 'Nothing was moved, and no course was made.',
    fix: 'Import the section first, or correct section_id.',
    since: '0.1.0',
  },
  'xlist.failed': {
    effect: 'row_skipped',
    column: 'xlist_course_id',
    text: 'Section {section_id} could not be moved between courses: {reason}',
    summary: 'The move of the section broke a rule of the store.',
    why: 'The section stayed where it was.',
    fix: 'Correct what the reason names.',
    since: '0.1.0',
  },
});
