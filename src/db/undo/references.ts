import type { RosterTable } from '../tables/roster.ts';

/** A column of `from` that holds the key of an object of `to`. */
export interface Reference {
  readonly from: RosterTable;
  readonly column: string;
  readonly to: RosterTable;
}

/** What refers to what in the roster: the columns of a table by the table that they lead to. */
const columns: Partial<Record<RosterTable, Partial<Record<RosterTable, readonly string[]>>>> = {
  accounts: { accounts: ['parent_account_id'] },
  term_date_overrides: { enrollment_terms: ['term_id'] },
  abstract_courses: { accounts: ['account_id'], enrollment_terms: ['enrollment_term_id'] },
  courses: {
    accounts: ['account_id'],
    enrollment_terms: ['enrollment_term_id'],
    abstract_courses: ['abstract_course_id'],
    courses: ['template_course_id', 'blueprint_course_id'],
  },
  course_sections: { courses: ['course_id', 'nonxlist_course_id'] },
  pseudonyms: { users: ['user_id'], communication_channels: ['sis_channel_id'] },
  communication_channels: { users: ['user_id'] },
  enrollments: {
    users: ['user_id', 'associated_user_id', 'temporary_source_user_id'],
    courses: ['course_id'],
    course_sections: ['course_section_id'],
    pseudonyms: ['sis_pseudonym_id'],
  },
  account_users: { accounts: ['account_id'], users: ['user_id'] },
  user_observers: { users: ['observer_id', 'student_id'] },
  group_categories: { accounts: ['account_id'], courses: ['course_id'] },
  groups: {
    accounts: ['account_id'],
    courses: ['course_id'],
    group_categories: ['group_category_id'],
    users: ['leader_id'],
  },
  group_memberships: { groups: ['group_id'], users: ['user_id'] },
  institutional_tags: { institutional_tag_categories: ['category_id'] },
  institutional_tag_associations: { institutional_tags: ['tag_id'], users: ['user_id'] },
};

export const references: readonly Reference[] = Object.entries(columns).flatMap(([from, targets]) =>
  Object.entries(targets).flatMap(([to, names]) =>
    names.map((column) => ({ from: from as RosterTable, column, to: to as RosterTable })),
  ),
);

/** Values that only one object of a table may have; `t` is the row. */
export interface UniqueKey {
  readonly table: RosterTable;
  /** As the index has them; none is null where the key counts. */
  readonly by: readonly string[];
  /** The columns that decide it. */
  readonly columns: readonly string[];
  /** The key counts only where this holds. */
  readonly where: string;
}

const own = (table: RosterTable, column: 'sis_id' | 'integration_id', with_kind = false): UniqueKey => ({
  table,
  by: with_kind ? [`t.${column}`, 't.kind'] : [`t.${column}`],
  columns: [column],
  where: `t.${column} is not null`,
});

/** The keys that imports change; all others of an object stay as long as it lives. */
export const uniqueKeys: readonly UniqueKey[] = [
  own('accounts', 'sis_id'),
  own('accounts', 'integration_id'),
  own('enrollment_terms', 'sis_id'),
  own('enrollment_terms', 'integration_id'),
  own('abstract_courses', 'sis_id'),
  own('courses', 'sis_id'),
  own('courses', 'integration_id'),
  own('course_sections', 'sis_id'),
  own('course_sections', 'integration_id'),
  own('pseudonyms', 'sis_id'),
  own('pseudonyms', 'integration_id'),
  own('group_categories', 'sis_id', true),
  own('groups', 'sis_id', true),
  own('groups', 'integration_id', true),
  own('institutional_tag_categories', 'sis_id'),
  own('institutional_tags', 'sis_id'),
  {
    table: 'pseudonyms',
    by: ['lower(t.unique_id)', 'coalesce(t.authentication_provider_id, 0)'],
    columns: ['unique_id', 'authentication_provider_id', 'workflow_state'],
    where: "t.workflow_state <> 'deleted'",
  },
  {
    table: 'group_memberships',
    by: ['t.group_id', 't.user_id'],
    columns: ['workflow_state'],
    where: "t.workflow_state = 'accepted'",
  },
];

/** The states of what is no more. */
export const dead_states = "('deleted', 'retired')";
