import {
  bool,
  defineTable,
  int8,
  maybeInt8,
  maybeText,
  maybeTime,
  type RecordOf,
  text,
} from '../define-table.ts';

/** The roster tables as the engine sees them; the columns that only REST shows are left to their defaults. */

export const accounts = defineTable({
  name: 'accounts',
  columns: {
    id: int8,
    parent_account_id: maybeInt8,
    name: text,
    workflow_state: text,
    sis_id: maybeText,
    integration_id: maybeText,
    sis_import_id: maybeInt8,
    stuck_fields: text,
  },
  lookups: {
    by_id: { columns: ['id'] },
    by_sis_id: { columns: ['sis_id'] },
    by_integration_id: { columns: ['integration_id'] },
    by_parent: { columns: ['parent_account_id'] },
  },
  unique_columns: ['sis_id', 'integration_id'],
});

export const enrollmentTerms = defineTable({
  name: 'enrollment_terms',
  columns: {
    id: int8,
    name: text,
    workflow_state: text,
    is_default: bool,
    start_at: maybeTime,
    end_at: maybeTime,
    sis_id: maybeText,
    integration_id: maybeText,
    sis_import_id: maybeInt8,
    stuck_fields: text,
  },
  lookups: {
    by_id: { columns: ['id'] },
    by_sis_id: { columns: ['sis_id'] },
    by_integration_id: { columns: ['integration_id'] },
    by_default: { columns: ['is_default'] },
  },
  unique_columns: ['sis_id', 'integration_id'],
});

export const termDateOverrides = defineTable({
  name: 'term_date_overrides',
  columns: {
    id: int8,
    term_id: int8,
    enrollment_type: text,
    workflow_state: text,
    start_at: maybeTime,
    end_at: maybeTime,
    stuck_fields: text,
  },
  lookups: { by_id: { columns: ['id'] }, by_term: { columns: ['term_id'] } },
  unique_columns: [],
});

export const abstractCourses = defineTable({
  name: 'abstract_courses',
  columns: {
    id: int8,
    account_id: int8,
    enrollment_term_id: int8,
    name: text,
    short_name: text,
    workflow_state: text,
    sis_id: maybeText,
    sis_import_id: maybeInt8,
    stuck_fields: text,
  },
  lookups: { by_id: { columns: ['id'] }, by_sis_id: { columns: ['sis_id'] } },
  unique_columns: ['sis_id'],
});

export const courses = defineTable({
  name: 'courses',
  columns: {
    id: int8,
    account_id: int8,
    enrollment_term_id: int8,
    abstract_course_id: maybeInt8,
    template_course_id: maybeInt8,
    blueprint_course_id: maybeInt8,
    is_blueprint: bool,
    name: maybeText,
    course_code: maybeText,
    workflow_state: text,
    start_at: maybeTime,
    conclude_at: maybeTime,
    restrict_enrollments_to_course_dates: bool,
    course_format: maybeText,
    grade_passback_setting: maybeText,
    homeroom_course: bool,
    friendly_name: maybeText,
    sis_id: maybeText,
    integration_id: maybeText,
    sis_import_id: maybeInt8,
    stuck_fields: text,
  },
  lookups: {
    by_id: { columns: ['id'] },
    by_sis_id: { columns: ['sis_id'] },
    by_integration_id: { columns: ['integration_id'] },
    by_template: { columns: ['template_course_id'] },
  },
  unique_columns: ['sis_id', 'integration_id'],
});

export const courseSections = defineTable({
  name: 'course_sections',
  columns: {
    id: int8,
    course_id: int8,
    nonxlist_course_id: maybeInt8,
    name: text,
    workflow_state: text,
    default_section: bool,
    start_at: maybeTime,
    end_at: maybeTime,
    restrict_enrollments_to_section_dates: bool,
    sis_id: maybeText,
    integration_id: maybeText,
    sis_import_id: maybeInt8,
    stuck_fields: text,
  },
  lookups: {
    by_id: { columns: ['id'] },
    by_sis_id: { columns: ['sis_id'] },
    by_integration_id: { columns: ['integration_id'] },
    by_course: { columns: ['course_id'] },
    by_home_course: { columns: ['nonxlist_course_id'] },
  },
  unique_columns: ['sis_id', 'integration_id'],
});

export const users = defineTable({
  name: 'users',
  columns: {
    id: int8,
    name: text,
    sortable_name: text,
    short_name: maybeText,
    pronouns: maybeText,
    workflow_state: text,
    stuck_fields: text,
  },
  lookups: { by_id: { columns: ['id'] } },
  unique_columns: [],
});

export const pseudonyms = defineTable({
  name: 'pseudonyms',
  columns: {
    id: int8,
    user_id: int8,
    unique_id: text,
    workflow_state: text,
    sis_id: maybeText,
    integration_id: maybeText,
    authentication_provider_id: maybeInt8,
    declared_user_type: maybeText,
    password_hash: maybeText,
    sis_ssha: maybeText,
    password_by_import: bool,
    sis_channel_id: maybeInt8,
    sis_import_id: maybeInt8,
    stuck_fields: text,
  },
  lookups: {
    by_id: { columns: ['id'] },
    by_sis_id: { columns: ['sis_id'] },
    by_integration_id: { columns: ['integration_id'] },
    by_unique_id: { columns: ['unique_id'], fold: true, live: true },
    by_user: { columns: ['user_id'] },
  },
  reference_columns: ['user_id', 'unique_id', 'workflow_state', 'sis_id', 'integration_id'],
  unique_columns: ['sis_id', 'integration_id', 'unique_id'],
});

export const communicationChannels = defineTable({
  name: 'communication_channels',
  columns: {
    id: int8,
    user_id: int8,
    path: text,
    path_type: text,
    workflow_state: text,
    position: int8,
    bounce_count: int8,
  },
  lookups: { by_id: { columns: ['id'] }, by_user: { columns: ['user_id'] } },
  unique_columns: [],
});

export const enrollments = defineTable({
  name: 'enrollments',
  columns: {
    id: int8,
    user_id: int8,
    course_id: int8,
    course_section_id: int8,
    type: text,
    role_id: int8,
    workflow_state: text,
    associated_user_id: maybeInt8,
    temporary_source_user_id: maybeInt8,
    limit_privileges_to_course_section: bool,
    start_at: maybeTime,
    end_at: maybeTime,
    completed_at: maybeTime,
    sis_pseudonym_id: maybeInt8,
    sis_import_id: maybeInt8,
    stuck_fields: text,
    grade_publishing_status: maybeText,
    grade_publishing_message: maybeText,
  },
  lookups: {
    by_id: { columns: ['id'] },
    by_user: { columns: ['user_id'] },
    by_section_and_user: { columns: ['course_section_id', 'user_id'] },
    by_user_and_course: { columns: ['user_id', 'course_id'] },
  },
  reference_columns: ['user_id', 'course_id', 'workflow_state'],
  unique_columns: [],
});

export const accountUsers = defineTable({
  name: 'account_users',
  columns: {
    id: int8,
    account_id: int8,
    user_id: int8,
    role_id: int8,
    workflow_state: text,
    sis_managed: bool,
    sis_import_id: maybeInt8,
  },
  lookups: { by_id: { columns: ['id'] }, by_account_and_user: { columns: ['account_id', 'user_id'] } },
  unique_columns: [],
});

export const userObservers = defineTable({
  name: 'user_observers',
  columns: { id: int8, observer_id: int8, student_id: int8, workflow_state: text, sis_import_id: maybeInt8 },
  lookups: { by_id: { columns: ['id'] }, by_student: { columns: ['student_id'] } },
  unique_columns: [],
});

/** Group sets, and the sets of differentiation tags: `kind` keeps the two apart. */
export const groupCategories = defineTable({
  name: 'group_categories',
  columns: {
    id: int8,
    kind: text,
    account_id: maybeInt8,
    course_id: maybeInt8,
    name: text,
    role: maybeText,
    workflow_state: text,
    single_tag: bool,
    auto_leader: maybeText,
    group_limit: maybeInt8,
    sis_id: maybeText,
    sis_import_id: maybeInt8,
  },
  lookups: {
    by_id: { columns: ['id'] },
    by_sis_id: { columns: ['sis_id'], only: { kind: 'group' } },
    tag_set_by_sis_id: { columns: ['sis_id'], only: { kind: 'tag' } },
    live_by_account_and_name: { columns: ['account_id', 'name'], only: { workflow_state: 'active' } },
    live_by_course_and_name: { columns: ['course_id', 'name'], only: { workflow_state: 'active' } },
  },
  unique_columns: ['sis_id'],
});

/** Groups, and differentiation tags: `kind` keeps the two apart. */
export const groups = defineTable({
  name: 'groups',
  columns: {
    id: int8,
    kind: text,
    account_id: maybeInt8,
    course_id: maybeInt8,
    group_category_id: maybeInt8,
    name: text,
    leader_id: maybeInt8,
    max_membership: maybeInt8,
    workflow_state: text,
    sis_id: maybeText,
    integration_id: maybeText,
    sis_import_id: maybeInt8,
    stuck_fields: text,
  },
  lookups: {
    by_id: { columns: ['id'] },
    by_sis_id: { columns: ['sis_id'], only: { kind: 'group' } },
    by_integration_id: { columns: ['integration_id'], only: { kind: 'group' } },
    tag_by_sis_id: { columns: ['sis_id'], only: { kind: 'tag' } },
  },
  unique_columns: ['sis_id', 'integration_id'],
});

/** People in groups, and people who bear a differentiation tag. */
export const groupMemberships = defineTable({
  name: 'group_memberships',
  columns: {
    id: int8,
    group_id: int8,
    user_id: int8,
    workflow_state: text,
    sis_import_id: maybeInt8,
  },
  lookups: {
    by_id: { columns: ['id'] },
    by_user: { columns: ['user_id'] },
    accepted_by_group: { columns: ['group_id'], only: { workflow_state: 'accepted' } },
  },
  unique_columns: [],
});

export const institutionalTagCategories = defineTable({
  name: 'institutional_tag_categories',
  columns: {
    id: int8,
    name: text,
    description: maybeText,
    workflow_state: text,
    sis_id: maybeText,
    sis_import_id: maybeInt8,
  },
  lookups: { by_id: { columns: ['id'] }, by_sis_id: { columns: ['sis_id'] } },
  unique_columns: ['sis_id'],
});

export const institutionalTags = defineTable({
  name: 'institutional_tags',
  columns: {
    id: int8,
    category_id: int8,
    name: text,
    description: text,
    workflow_state: text,
    sis_id: maybeText,
    sis_import_id: maybeInt8,
  },
  lookups: { by_id: { columns: ['id'] }, by_sis_id: { columns: ['sis_id'] } },
  unique_columns: ['sis_id'],
});

export const institutionalTagAssociations = defineTable({
  name: 'institutional_tag_associations',
  columns: { id: int8, tag_id: int8, user_id: int8, workflow_state: text, sis_import_id: maybeInt8 },
  lookups: { by_id: { columns: ['id'] }, by_tag_and_user: { columns: ['tag_id', 'user_id'] } },
  unique_columns: [],
});

export const rosterTables = {
  accounts,
  enrollment_terms: enrollmentTerms,
  term_date_overrides: termDateOverrides,
  abstract_courses: abstractCourses,
  courses,
  course_sections: courseSections,
  users,
  pseudonyms,
  communication_channels: communicationChannels,
  enrollments,
  account_users: accountUsers,
  group_categories: groupCategories,
  groups,
  group_memberships: groupMemberships,
  institutional_tag_categories: institutionalTagCategories,
  institutional_tags: institutionalTags,
  institutional_tag_associations: institutionalTagAssociations,
  user_observers: userObservers,
} as const;

export type RosterTable = keyof typeof rosterTables;
export type RosterRecord<T extends RosterTable> = RecordOf<(typeof rosterTables)[T]>;
