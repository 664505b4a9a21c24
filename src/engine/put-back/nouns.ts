import type { RosterTable } from '../../db/index.ts';

/** What messages call an object of a table. */
export const nouns: Readonly<Record<RosterTable, string>> = {
  accounts: 'account',
  enrollment_terms: 'term',
  term_date_overrides: 'dates of a term',
  abstract_courses: 'abstract course',
  courses: 'course',
  course_sections: 'section',
  users: 'person',
  pseudonyms: 'login',
  communication_channels: 'e-mail address',
  enrollments: 'enrollment',
  account_users: 'admin',
  group_categories: 'group category',
  groups: 'group',
  group_memberships: 'group membership',
  user_observers: 'observer link',
  institutional_tag_categories: 'institutional tag category',
  institutional_tags: 'institutional tag',
  institutional_tag_associations: 'institutional tag association',
};
