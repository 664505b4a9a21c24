import type { ImportChoices } from '../import-choices.ts';
import { renderWord } from '../render.ts';
import type { UnknownField } from './unknown-fields.ts';
import { unknownFields } from './unknown-fields.ts';

/** What an upload brings: the columns of each file type. */
export type Supplied = ReadonlyMap<string, ReadonlySet<string>>;

const exported = [
  'account',
  'term',
  'course',
  'section',
  'xlist',
  'user',
  'login',
  'enrollment',
  'admin',
  'group_category',
  'group',
  'group_membership',
  'user_observer',
  'change_sis_id',
];

const has = (supplied: Supplied, ...types: readonly string[]) => types.some((type) => supplied.has(type));

const columnsOf = (supplied: Supplied, { file_type, columns }: UnknownField) =>
  columns.filter((column) => supplied.get(file_type)?.has(column));

/** The fields that an upload brings and no export tells. */
export function fieldsOutOfSight(supplied: Supplied): readonly UnknownField[] {
  return unknownFields.filter((field) => columnsOf(supplied, field).length > 0);
}

/** What a mirror cannot know of the server that it stands for, as far as it matters to an upload; a sentence each. */
export function nameUnknowns(supplied: Supplied, choices: ImportChoices): readonly string[] {
  const found: string[] = [];
  if (!choices.override_sis_stickiness)
    found.push(
      'Which fields people have changed by hand: those stay as they are, and the plan changes them.',
    );
  found.push(
    'What has no SIS ID, or is no longer known by one: what the server would recognize there is new here.',
  );
  if (
    has(supplied, 'account', 'term', 'group', 'group_category', 'group_membership', 'user_observer', 'admin')
  )
    found.push(
      'What is deleted, except courses, sections, users and enrollments: what would be brought back is new here.',
    );
  for (const field of fieldsOutOfSight(supplied))
    found.push(`${renderWord(field.file_type)}: ${columnsOf(supplied, field).join(', ')}: ${field.reason}.`);
  if (has(supplied, 'user', 'login', 'enrollment'))
    found.push('Which logins belong to one person: a person with two logins is two people here.');
  const enrollments = supplied.get('enrollment');
  if (enrollments?.has('role_id') || supplied.get('admin')?.has('role_id'))
    found.push('The numbers of roles: rows that name theirs by role_id alone are refused here.');
  if (
    supplied.get('user')?.has('authentication_provider_id') ||
    supplied.get('login')?.has('authentication_provider_id')
  )
    found.push('Authentication providers: rows that name one other than canvas are refused here.');
  const { diffing_data_set_identifier } = choices;
  if (diffing_data_set_identifier && !choices.diffing_remaster_data_set && !choices.batch_mode)
    found.push(
      `What the data set ${diffing_data_set_identifier} had before: the plan is that of the whole upload, without the removal of rows that it leaves out.`,
    );
  const others = [...supplied.keys()].filter((type) => !exported.includes(type));
  if (others.length > 0)
    found.push(`${others.map(renderWord).join(', ')}: no export has any, so that all of them are new here.`);
  return found;
}
