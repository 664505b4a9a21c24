import { defineCodes } from './define-code.ts';

/** Findings across rows and files. */
export const referenceCodes = defineCodes({
  'check.missing_object': {
    severity: 'error',
    text: 'No file has the {noun} {id}',
    summary: 'Rows refer to an object that none of the files makes.',
    why: 'Unless the server knows it already, every row that refers to it is refused.',
    fix: 'Add the object to its file, correct the ID, or say with --assume what the server already has.',
    since: '0.1.0',
  },
  'check.many_missing_objects': {
    severity: 'error',
    text: 'No file has the objects of many further IDs, of the kind {noun}',
    summary: 'So many different objects are missing that they are not told one by one.',
    why: 'Unless the server knows them already, every row that refers to one of them is refused.',
    fix: 'Add the file that makes them, or say with --assume what the server already has.',
    since: '0.1.0',
  },
  'check.object_comes_later': {
    severity: 'error',
    text: 'The {noun} {id} is made only after the rows that refer to it',
    summary: 'The object is there, but in a row further down or in a file that is read later.',
    why: 'Rows are applied from top to bottom, so the rows before it are refused.',
    fix: 'Let parents stand before their children.',
    repair: 'Sorts accounts so that parents stand before their children.',
    since: '0.1.0',
  },
  'check.unknown_term': {
    severity: 'warning',
    text: 'Course {course_id} is to be in term {term_id}, which no file has',
    summary: 'The term of a course is unknown or deleted.',
    why: 'An import passes it over without a word: a new course goes into the default term.',
    fix: 'Add the term to terms.csv, correct the ID, or say with --assume what the server already has.',
    since: '0.1.0',
  },
  'check.made_by_cross_listing': {
    severity: 'note',
    text: 'No file has course {xlist_course_id}; the cross-listing makes it, as a copy',
    summary: 'The course that is to receive a section is unknown.',
    why: 'An import makes it as a copy of the course of the section, which may hide a misspelt ID.',
    fix: 'See whether the ID is right.',
    since: '0.1.0',
  },
  'check.shared_email': {
    severity: 'warning',
    text: 'User {user_id} has the same e-mail address as user {other_user_id}: {email}',
    summary: 'Two people have one address.',
    why: 'Messages about one person reach the other, and passwords can be reset by either.',
    fix: 'Give each person an address of their own, or leave it blank.',
    since: '0.1.0',
  },
  'check.needs_server': {
    severity: 'note',
    text: 'The {column} is a number of the server, about which the files say nothing: {value}',
    summary: 'A cell names an object by the number that a server gave it.',
    why: 'Whether there is such an object cannot be told without the server.',
    fix: 'Nothing, if the number comes from the server; else use SIS IDs.',
    since: '0.1.0',
  },
});
