import { defineMessages } from './define-message.ts';

/** Messages that rows of the file type `term` can raise. */
export const termMessages = defineMessages({
  'term.missing_id': {
    effect: 'row_skipped',
    column: 'term_id',
    text: 'A term has no term_id',
    summary: 'The term_id cell is blank.',
    why: 'Without an ID the term could not be found again, nor could courses name it.',
    fix: 'Give every row a term_id.',
    since: '0.1.0',
  },
  'term.bad_status': {
    effect: 'row_skipped',
    column: 'status',
    text: 'Term {term_id} has an unknown status: {status}',
    summary: 'The status is none of its words.',
    why: 'Guessing might delete a term, or keep one that was meant to go.',
    fix: 'Use active or deleted.',
    since: '0.1.0',
  },
  'term.missing_name': {
    effect: 'row_skipped',
    column: 'name',
    text: 'Term {term_id} has no name',
    summary: 'A row that is no date override needs a name, a deleting row too.',
    why: 'People choose terms by name.',
    fix: 'Fill in the name.',
    since: '0.1.0',
  },
  'term.override_without_term': {
    effect: 'row_skipped',
    column: 'term_id',
    text: 'Dates are given for one enrollment type in term {term_id}, which does not exist',
    summary: 'A date override needs a stored term.',
    why: 'The dates would hang nowhere.',
    fix: 'Put the row of the term itself above its date overrides.',
    since: '0.1.0',
  },
  'term.override_bad_type': {
    effect: 'row_skipped',
    column: 'date_override_enrollment_type',
    text: 'Dates in term {term_id} are given for an unknown enrollment type: {date_override_enrollment_type}',
    summary: 'The enrollment type is none of those that can have dates of their own.',
    why: 'Nobody would get the dates.',
    fix: 'Use StudentEnrollment, TeacherEnrollment, TaEnrollment or DesignerEnrollment, exactly as written.',
    since: '0.1.0',
  },
  'term.invalid': {
    effect: 'row_skipped',
    text: 'Term {term_id}, {name}, could not be saved: {reason}',
    summary:
      'The term breaks a rule of the store: it still has live courses, or it is the default term, for example.',
    why: 'The term was left as it was.',
    fix: 'Correct what the reason names, such as moving its courses before the term is deleted.',
    since: '0.1.0',
  },
  'term.bad_date': {
    effect: 'row_imported',
    text: 'The {column} of term {term_id} cannot be read as a date: {value}',
    summary: 'A date is not in a known form.',
    why: 'The row was applied as if the date, and those after it, were not given, and that clears them.',
    fix: 'Write dates as 2026-08-24T00:00:00Z.',
    since: '0.1.0',
  },
});
