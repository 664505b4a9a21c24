import { defineMessages } from './define-message.ts';

/** Messages that rows of the file type `user_observer` can raise. */
export const userObserverMessages = defineMessages({
  'user_observer.observer_missing': {
    effect: 'row_skipped',
    text: 'A link to student {student_id} has no observer_id',
    summary: 'The observer_id cell is blank.',
    why: 'Nobody can tell who is to watch the student.',
    fix: 'Fill in observer_id.',
    since: '0.1.0',
  },
  'user_observer.student_missing': {
    effect: 'row_skipped',
    text: 'A link from observer {observer_id} has no student_id',
    summary: 'The student_id cell is blank.',
    why: 'Nobody can tell whom the observer is to watch.',
    fix: 'Fill in student_id.',
    since: '0.1.0',
  },
  'user_observer.observes_self': {
    effect: 'row_skipped',
    text: 'User {student_id} cannot observe themselves',
    summary: 'Observer and student are the same person, perhaps behind two logins.',
    why: 'Observing oneself shows nothing new.',
    fix: 'Correct observer_id or student_id.',
    since: '0.1.0',
  },
  'user_observer.bad_status': {
    effect: 'row_skipped',
    text: 'The link from observer {observer_id} to student {student_id} has an unknown status: {status}',
    summary: 'The status is not one of its words in full.',
    why: "Guessing might show a student's work to someone who should not see it.",
    fix: 'Use active or deleted.',
    since: '0.1.0',
  },
  'user_observer.observer_unknown': {
    effect: 'row_skipped',
    text: 'Observer {observer_id} has no live login',
    summary: 'The observer is unknown, or the login is deleted.',
    why: "Nobody would see the student's work.",
    fix: 'Import or revive the observer through users.csv first, or correct observer_id.',
    since: '0.1.0',
  },
  'user_observer.student_unknown': {
    effect: 'row_skipped',
    text: 'Student {student_id}, to be observed, has no live login',
    summary: 'The student is unknown, or the login is deleted.',
    why: 'The observer would watch nobody.',
    fix: 'Import or revive the student through users.csv first, or correct student_id.',
    since: '0.1.0',
  },
  'user_observer.link_missing': {
    effect: 'row_skipped',
    text: 'No live link from observer {observer_id} to student {student_id} exists to be deleted',
    summary: 'The link was deleted before, or never made.',
    why: 'Nothing had to be done, but the files and the store disagree.',
    fix: 'Leave the row out; if a link should be there, see which IDs it has.',
    since: '0.1.0',
  },
});
