import { defineMessages } from './define-message.ts';

/** Messages that rows of the file type `differentiation_tag_membership` can raise. */
export const differentiationTagMembershipMessages = defineMessages({
  'differentiation_tag_membership.missing_tag': {
    effect: 'row_skipped',
    text: 'A differentiation tag membership of user {user_id} has no tag_id',
    summary: 'The tag_id cell is blank.',
    why: 'Nobody can tell which tag is meant.',
    fix: 'Fill in tag_id.',
    since: '0.1.0',
  },
  'differentiation_tag_membership.missing_user': {
    effect: 'row_skipped',
    text: 'A membership in differentiation tag {tag_id} has no user_id',
    summary: 'The user_id cell is blank.',
    why: 'Nobody can tell who is meant.',
    fix: 'Fill in user_id.',
    since: '0.1.0',
  },
  'differentiation_tag_membership.bad_status': {
    effect: 'row_skipped',
    text: 'The membership of user {user_id} in differentiation tag {tag_id} has an unknown status: {status}',
    summary: 'The status is none of its words.',
    why: 'Guessing might take a tag from a person.',
    fix: 'Use accepted or deleted.',
    since: '0.1.0',
  },
  'differentiation_tag_membership.user_not_found': {
    effect: 'row_skipped',
    text: 'User {user_id} is to bear differentiation tag {tag_id} but does not exist',
    summary: 'The user is unknown.',
    why: 'The person does not get what the tag brings.',
    fix: 'Import the person through users.csv first, or correct user_id.',
    since: '0.1.0',
  },
  'differentiation_tag_membership.tag_not_found': {
    effect: 'row_skipped',
    text: 'Differentiation tag {tag_id} does not exist; user {user_id} was to bear it',
    summary: 'The tag is unknown.',
    why: 'The person does not get what the tag brings.',
    fix: 'Import the tag first, or correct tag_id.',
    since: '0.1.0',
  },
  'differentiation_tag_membership.user_not_in_course': {
    effect: 'row_skipped',
    text: 'User {user_id} cannot bear differentiation tag {tag_id}: the user is not enrolled in its course',
    summary: 'The user has no enrollment in the course of the tag.',
    why: 'A tag has a meaning only within its course.',
    fix: 'Enroll the user in the course first.',
    since: '0.1.0',
  },
  'differentiation_tag_membership.feature_disabled': {
    effect: 'row_skipped',
    text: 'Differentiation tag {tag_id} was not given to user {user_id}: differentiation tags are off in account {account_id}',
    summary: 'The account of the course has the feature switched off.',
    why: 'Nobody could see the tag.',
    fix: 'Switch the feature on, or leave the file out.',
    since: '0.1.0',
  },
});
