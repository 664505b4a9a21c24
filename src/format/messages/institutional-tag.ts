import { defineMessages } from './define-message.ts';

/** Messages that rows of the file type `institutional_tag` can raise. */
export const institutionalTagMessages = defineMessages({
  'institutional_tag.feature_disabled': {
    effect: 'row_skipped',
    text: 'Institutional tag {institutional_tag_id} was left out: institutional tags are off',
    summary: 'The root account has the feature switched off.',
    why: 'Nobody could see the tag.',
    fix: 'Switch the feature on, or leave the file out.',
    since: '0.1.0',
  },
  'institutional_tag.missing_value': {
    effect: 'row_skipped',
    text: 'Institutional tag {institutional_tag_id} has no {column}',
    summary: 'A cell that needs a value is blank.',
    why: 'The tag could not be found or chosen.',
    fix: 'Fill in the cell.',
    since: '0.1.0',
  },
  'institutional_tag.bad_status': {
    effect: 'row_skipped',
    column: 'status',
    text: 'Institutional tag {institutional_tag_id} has an unknown status: {status}',
    summary: 'The status is none of its words.',
    why: 'Guessing might delete a tag with its associations.',
    fix: 'Use active or deleted.',
    since: '0.1.0',
  },
  'institutional_tag.category_not_found': {
    effect: 'row_skipped',
    column: 'category_id',
    text: 'Institutional tag {institutional_tag_id} names category {category_id}, which does not exist',
    summary: 'The category is unknown.',
    why: 'The tag would lie nowhere.',
    fix: 'Import the category first, or correct category_id.',
    since: '0.1.0',
  },
});
