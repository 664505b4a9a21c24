import { defineFileType, type RowOf } from '../define-file-type.ts';

/** Groups in an account or a course. */
export const group = defineFileType({
  name: 'group',
  plural: 'groups',
  noun: 'group',
  file_name: 'groups.csv',
  summary: 'Groups in an account or in a course, each in one group category.',
  recognized_by: { all_of: ['group_id', 'name'] },
  identified_by: ['group_id'],
  status_match: 'prefix',
  columns: {
    group_id: { kind: 'sis_id', required: 'yes', summary: 'SIS ID of the group.' },
    group_category_id: {
      kind: 'sis_id',
      references: 'group_category',
      summary:
        'SIS ID of a group category in the given account or course; blank means the built-in category there.',
    },
    account_id: {
      kind: 'sis_id',
      references: 'account',
      summary: 'SIS ID of an active account; not together with course_id.',
    },
    course_id: {
      kind: 'sis_id',
      references: 'course',
      summary:
        'SIS ID of a course that is not deleted. Without account and course the category decides, else a stored group stays and a new one goes to the root account.',
    },
    name: { kind: 'text', required: 'yes', sticky: 'name', summary: 'Name of the group.' },
    status: {
      kind: 'enum',
      required: 'yes',
      values: ['available', 'closed', 'completed', 'deleted'],
      summary:
        'State of the group: deleted, in lower case, deletes it and its memberships, every other accepted word makes it available.',
    },
  },
  example: {
    group_id: 'G-LAB-1',
    group_category_id: 'GC-LAB',
    course_id: 'C-BIO-101',
    name: 'Lab group 1',
    status: 'available',
  },
});

/** A parsed row of groups.csv. */
export type GroupRow = RowOf<typeof group>;
