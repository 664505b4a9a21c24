import { defineMessages } from './define-message.ts';

/** Messages that rows of the file type `group_membership` can raise. */
export const groupMembershipMessages = defineMessages({
  'group_membership.missing_group': {
    effect: 'row_skipped',
    text: 'A group membership of user {user_id} has no group_id',
    summary: 'The group_id cell is blank.',
    why: 'Nobody can tell which group is meant.',
    fix: 'Fill in group_id.',
    since: '0.1.0',
  },
  'group_membership.missing_user': {
    effect: 'row_skipped',
    text: 'A membership in group {group_id} has no user_id',
    summary: 'The user_id cell is blank.',
    why: 'Nobody can tell who is meant.',
    fix: 'Fill in user_id.',
    since: '0.1.0',
  },
  'group_membership.bad_status': {
    effect: 'row_skipped',
    text: 'The membership of user {user_id} in group {group_id} has an unknown status: {status}',
    summary: 'The status is none of its words.',
    why: 'Guessing might take a person out of a group.',
    fix: 'Use accepted or deleted.',
    since: '0.1.0',
  },
  'group_membership.user_not_found': {
    effect: 'row_skipped',
    text: 'User {user_id} is to be in group {group_id} but does not exist',
    summary: 'The user is unknown.',
    why: 'The person is missing from the group.',
    fix: 'Import the person through users.csv first, or correct user_id.',
    since: '0.1.0',
  },
  'group_membership.group_not_found': {
    effect: 'row_skipped',
    text: 'Group {group_id} does not exist; user {user_id} was to be in it',
    summary: 'The group is unknown.',
    why: 'The person is missing from the group.',
    fix: 'Import the group first, or correct group_id.',
    since: '0.1.0',
  },
  'group_membership.user_not_in_course': {
    effect: 'row_skipped',
    text: 'User {user_id} cannot be in group {group_id}: the user is not enrolled in its course',
    summary: 'The group belongs to a course, and the user has no enrollment there.',
    why: 'Group work would show the person a course they are not in.',
    fix: 'Enroll the user in the course first.',
    since: '0.1.0',
  },
  'group_membership.invalid': {
    effect: 'row_skipped',
    text: 'The membership of user {user_id} in group {group_id} could not be saved: {reason}',
    summary: 'The membership breaks a rule of the store.',
    why: 'The membership was left as it was.',
    fix: 'Correct what the reason names.',
    since: '0.1.0',
  },
});
