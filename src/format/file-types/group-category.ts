import { defineFileType, type RowOf } from '../define-file-type.ts';

/** Group categories: sets of groups in an account or a course. */
export const groupCategory = defineFileType({
  name: 'group_category',
  plural: 'group_categories',
  noun: 'group category',
  file_name: 'group_categories.csv',
  summary: 'Group categories: sets of groups in an account or in a course, never in both.',
  recognized_by: { all_of: ['group_category_id', 'category_name'] },
  identified_by: ['group_category_id'],
  status_match: 'prefix',
  columns: {
    group_category_id: { kind: 'sis_id', required: 'yes', summary: 'SIS ID of the group category.' },
    account_id: {
      kind: 'sis_id',
      references: 'account',
      summary:
        'SIS ID of an active account; without account and course the category lies in the root account.',
    },
    course_id: {
      kind: 'sis_id',
      references: 'course',
      summary: 'SIS ID of a course that is not deleted; not together with account_id.',
    },
    category_name: { kind: 'text', required: 'yes', summary: 'Name, unique in the account or course.' },
    status: {
      kind: 'enum',
      required: 'yes',
      values: ['active', 'deleted'],
      summary: 'State of the category; its groups keep theirs.',
    },
  },
  example: {
    group_category_id: 'GC-LAB',
    course_id: 'C-BIO-101',
    category_name: 'Lab groups',
    status: 'active',
  },
});

/** A parsed row of group_categories.csv. */
export type GroupCategoryRow = RowOf<typeof groupCategory>;
