import { defineFileType, type RowOf } from '../define-file-type.ts';

/** People in sections of courses. */
export const enrollment = defineFileType({
  name: 'enrollment',
  plural: 'enrollments',
  noun: 'enrollment',
  file_name: 'enrollments.csv',
  summary:
    'People in sections of courses. Section, user, role and associated user together tell one enrollment from another.',
  recognized_by: {
    any_of: [
      ['course_id', 'section_id'],
      ['user_id', 'user_integration_id'],
    ],
  },
  identified_by: [
    'course_id',
    'section_id',
    'user_id',
    'user_integration_id',
    'role',
    'role_id',
    'associated_user_id',
    'temporary_enrollment_source_user_id',
  ],
  removed_by_option: 'diffing_drop_status',
  status_match: 'prefix',
  needs_one_of: [
    ['course_id', 'section_id'],
    ['user_id', 'user_integration_id'],
    ['role', 'role_id'],
  ],
  columns: {
    course_id: {
      kind: 'sis_id',
      required: 'either',
      references: 'course',
      summary: 'SIS ID of the course; needed unless section_id is given.',
    },
    section_id: {
      kind: 'sis_id',
      required: 'either',
      references: 'section',
      summary: 'SIS ID of the section; blank means the default section of the course.',
    },
    user_id: {
      kind: 'sis_id',
      required: 'either',
      references: 'user',
      summary: 'SIS ID of the user; ignored when user_integration_id is given.',
    },
    user_integration_id: {
      kind: 'text',
      required: 'either',
      summary: 'Integration ID of the user; needed unless user_id is given.',
    },
    role: {
      kind: 'text',
      required: 'either',
      summary:
        'Exact name of a course role, or one of student, teacher, ta, observer, designer in any case; needed unless role_id is given.',
    },
    role_id: {
      kind: 'integer',
      required: 'either',
      summary: 'Number of a course role; tried before role.',
    },
    status: {
      kind: 'enum',
      required: 'yes',
      values: ['active', 'deleted', 'completed', 'inactive', 'deleted_last_completed'],
      summary:
        'State of the enrollment. deleted_last_completed concludes the last enrollment in the course with this role and deletes any other.',
    },
    start_date: {
      kind: 'timestamp',
      sticky: 'start_at',
      summary: 'Start of access; takes effect only together with end_date, blank clears it.',
    },
    end_date: {
      kind: 'timestamp',
      sticky: 'end_at',
      summary: 'End of access; takes effect only together with start_date, blank clears it.',
    },
    associated_user_id: {
      kind: 'sis_id',
      references: 'user',
      summary: 'SIS ID of the observed student; used for observers only.',
    },
    root_account: {
      kind: 'text',
      summary:
        'Domain of a trusted account in which the user is looked up; a row with an unknown one is dropped.',
    },
    limit_section_privileges: {
      kind: 'boolean',
      summary: 'Whether the person sees only people of the same section; blank keeps the stored value.',
    },
    notify: {
      kind: 'boolean',
      default: 'false',
      summary: 'Whether the person is told about the enrollment.',
    },
    temporary_enrollment_source_user_id: {
      kind: 'sis_id',
      references: 'user',
      summary:
        'SIS ID of the person whose place a temporary enrollment takes; read while the root account has the switch temporary_enrollments.',
    },
  },
  example: {
    course_id: 'C-BIO-101',
    section_id: 'S-BIO-101-1',
    user_id: 'U-1001',
    role: 'student',
    status: 'active',
  },
});

/** A parsed row of enrollments.csv. */
export type EnrollmentRow = RowOf<typeof enrollment>;
