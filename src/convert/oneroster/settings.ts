/** The types of an org. */
export const orgTypes = ['department', 'school', 'district', 'local', 'state', 'national'] as const;

/** The types of an academic session. */
export const sessionTypes = ['schoolYear', 'semester', 'term', 'gradingPeriod'] as const;

/** The roles that a person can have, those of 1.2 among them. */
export const userRoles = [
  'student',
  'teacher',
  'aide',
  'proctor',
  'counselor',
  'principal',
  'administrator',
  'siteAdministrator',
  'districtAdministrator',
  'systemAdministrator',
  'guardian',
  'parent',
  'relative',
] as const;

/** The roles in a class; 1.0 had more than two of them, and some vendors write them still. */
export const enrollmentRoles = [
  'student',
  'teacher',
  'aide',
  'proctor',
  'administrator',
  'guardian',
  'parent',
  'relative',
] as const;

/** What can become an id of a person. `userIds` is followed by `:` and a type: `userIds:LDAP`. */
export const personFields = ['sourcedId', 'identifier', 'username', 'email', 'userMasterIdentifier'] as const;

/** How a school wants its OneRoster files to be read; what it does not say is as in `defaultSettings`. */
export interface OneRosterSettings {
  /** What becomes a Canvas course: each class, or each course of the catalogue with its classes as sections. */
  readonly course_per: 'class' | 'course';
  readonly course_status: 'active' | 'published' | 'unpublished';
  readonly section_name: 'classCode' | 'title';
  readonly account_id: 'sourcedId' | 'identifier';
  /** Types of orgs that the root account stands for. */
  readonly root_org_types: readonly string[];
  /** Orgs that the root account stands for, where a delta does not tell their type. */
  readonly root_orgs: readonly string[];
  /** The orgs to convert, with all below them; none means every org. */
  readonly orgs: readonly string[];
  /** The grades of the students to convert; none means every grade. */
  readonly grades: readonly string[];
  /** Types of sessions that become terms. */
  readonly terms: readonly string[];
  /** Whether a day that ends something is the first one after it, as OneRoster says, or the last one of it. */
  readonly end_dates: 'exclusive' | 'inclusive';
  /** Where the ids come from: the first of these that a person has. */
  readonly user_id: readonly string[];
  readonly login_id: readonly string[];
  /** None: the column is not written, and what is stored stays. */
  readonly integration_id: readonly string[];
  /** A pattern such as `{preferredGivenName|givenName} {familyName}`. */
  readonly full_name: string;
  readonly sortable_name: string;
  readonly short_name: string;
  /** Whether passwords are carried over. */
  readonly passwords: boolean;
  /** Types of user profiles that become further logins. */
  readonly profile_logins: readonly string[];
  /** Canvas roles by role in a class; null enrolls nobody. */
  readonly roles: Readonly<Record<string, string | null>>;
  /** The Canvas role of teachers whose enrollment is not the primary one; null for that of teachers. */
  readonly co_teacher: string | null;
  /** declared_user_type by role; null for none. */
  readonly user_types: Readonly<Record<string, string | null>>;
}

/** What is done unless a profile says otherwise. */
export const defaultSettings: OneRosterSettings = {
  course_per: 'class',
  course_status: 'active',
  section_name: 'title',
  account_id: 'sourcedId',
  root_org_types: ['district', 'local', 'state', 'national'],
  root_orgs: [],
  orgs: [],
  grades: [],
  terms: ['schoolYear', 'semester', 'term'],
  end_dates: 'exclusive',
  user_id: ['sourcedId'],
  login_id: ['username'],
  integration_id: [],
  full_name: '{givenName} {familyName}',
  sortable_name: '{familyName}, {givenName}',
  short_name: '{preferredGivenName|givenName} {preferredFamilyName|familyName}',
  passwords: false,
  profile_logins: [],
  roles: {
    student: 'student',
    teacher: 'teacher',
    aide: 'ta',
    // Canvas knows nobody who oversees a class without teaching; a designer sees neither grades nor submissions.
    administrator: 'designer',
    proctor: null,
    guardian: null,
    parent: null,
    relative: null,
  },
  co_teacher: null,
  user_types: {
    student: 'student',
    teacher: 'teacher',
    aide: 'staff',
    proctor: 'staff',
    counselor: 'staff',
    principal: 'administrative',
    administrator: 'administrative',
    siteAdministrator: 'administrative',
    districtAdministrator: 'administrative',
    systemAdministrator: 'administrative',
    guardian: 'observer',
    parent: 'observer',
    relative: 'observer',
  },
};
