import { defineMessages } from './define-message.ts';

/** Messages that rows of the file type `institutional_tag_association` can raise. */
export const institutionalTagAssociationMessages = defineMessages({
  'institutional_tag_association.feature_disabled': {
    effect: 'row_skipped',
    text: 'Institutional tag {institutional_tag_id} was not given to user {user_id}: institutional tags are off',
    summary: 'The root account has the feature switched off.',
    why: 'Nobody could see the tag.',
    fix: 'Switch the feature on, or leave the file out.',
    since: '0.1.0',
  },
  'institutional_tag_association.missing_value': {
    effect: 'row_skipped',
    text: 'An association of institutional tag {institutional_tag_id} with user {user_id} has no {column}',
    summary: 'A cell that needs a value is blank.',
    why: 'Nobody can tell who is to bear which tag.',
    fix: 'Fill in the cell.',
    since: '0.1.0',
  },
  'institutional_tag_association.bad_status': {
    effect: 'row_skipped',
    column: 'status',
    text: 'The association of institutional tag {institutional_tag_id} with user {user_id} has an unknown status: {status}',
    summary: 'The status is none of its words.',
    why: 'Guessing might take a tag from a person.',
    fix: 'Use active or deleted.',
    since: '0.1.0',
  },
  'institutional_tag_association.user_not_found': {
    effect: 'row_skipped',
    column: 'user_id',
    text: 'User {user_id} is to bear institutional tag {institutional_tag_id} but does not exist',
    summary: 'The user is unknown.',
    why: 'The person does not get what the tag brings.',
    fix: 'Import the person through users.csv first, or correct user_id.',
    since: '0.1.0',
  },
  'institutional_tag_association.tag_not_found': {
    effect: 'row_skipped',
    column: 'institutional_tag_id',
    text: 'Institutional tag {institutional_tag_id} does not exist; user {user_id} was to bear it',
    summary: 'The tag is unknown.',
    why: 'The person does not get what the tag brings.',
    fix: 'Import the tag first, or correct institutional_tag_id.',
    since: '0.1.0',
  },
});
