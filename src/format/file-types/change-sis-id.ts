import { defineFileType, type RowOf } from '../define-file-type.ts';

/** The kinds of object whose SIS ID can be changed, as written in the type column. */
export const changeableTypes = [
  'account',
  'term',
  'course',
  'section',
  'group',
  'group_category',
  'user',
] as const;

/** New SIS IDs or integration IDs for objects that exist. */
export const changeSisId = defineFileType({
  name: 'change_sis_id',
  plural: 'change_sis_ids',
  noun: 'change of SIS ID',
  file_name: 'change_sis_id.csv',
  summary:
    'New SIS IDs or integration IDs for objects that exist. It runs before everything else, so all other files of the upload use the new IDs.',
  recognized_by: { any_of: [['old_id', 'old_integration_id']] },
  identified_by: ['old_id', 'old_integration_id'],
  needs_one_of: [
    ['old_id', 'old_integration_id'],
    ['new_id', 'new_integration_id'],
  ],
  columns: {
    old_id: {
      kind: 'sis_id',
      required: 'either',
      summary: 'Present SIS ID; needed unless old_integration_id is given.',
    },
    new_id: {
      kind: 'sis_id',
      required: 'either',
      summary:
        'Wanted SIS ID, free for that type, deleted objects included; needed unless new_integration_id is given.',
    },
    old_integration_id: {
      kind: 'text',
      required: 'either',
      summary:
        'Present integration ID; with old_id it must name the same object. Group categories have none.',
    },
    new_integration_id: {
      kind: 'text',
      required: 'either',
      clear_word: '<delete>',
      summary: 'Wanted integration ID, free for that type.',
    },
    type: {
      kind: 'enum',
      required: 'yes',
      values: changeableTypes,
      summary: 'Kind of object; for user the IDs are those of the login.',
    },
  },
  example: { old_id: 'U-1001', new_id: 'U-2001', type: 'user' },
});

/** A parsed row of change_sis_id.csv. */
export type ChangeSisIdRow = RowOf<typeof changeSisId>;
