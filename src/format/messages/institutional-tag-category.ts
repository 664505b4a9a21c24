import { defineMessages } from './define-message.ts';

/** Messages that rows of the file type `institutional_tag_category` can raise. */
export const institutionalTagCategoryMessages = defineMessages({
  'institutional_tag_category.feature_disabled': {
    effect: 'row_skipped',
    text: 'Institutional tag category {category_id} was left out: institutional tags are off',
    summary: 'The root account has the feature switched off.',
    why: 'Nobody could see the tags.',
    fix: 'Switch the feature on, or leave the file out.',
    since: '0.1.0',
  },
  'institutional_tag_category.missing_value': {
    effect: 'row_skipped',
    text: 'Institutional tag category {category_id} has no {column}',
    summary: 'A cell that needs a value is blank.',
    why: 'The category could not be found or chosen.',
    fix: 'Fill in the cell.',
    since: '0.1.0',
  },
  'institutional_tag_category.bad_status': {
    effect: 'row_skipped',
    column: 'status',
    text: 'Institutional tag category {category_id} has an unknown status: {status}',
    summary: 'The status is none of its words.',
    why: 'Guessing might delete a category with its tags.',
    fix: 'Use active or deleted.',
    since: '0.1.0',
  },
});
