import type { ExportChoice } from '../../db/index.ts';
import type { ReportParameter } from './define-report.ts';

const files = {
  users: { description: 'Include users.csv: one row per login.' },
  accounts: { description: 'Include accounts.csv; on a sub-account only its direct children.' },
  terms: { description: 'Include terms.csv.' },
  courses: { description: 'Include courses.csv.' },
  sections: { description: 'Include sections.csv.' },
  enrollments: { description: 'Include enrollments.csv.' },
  groups: { description: 'Include groups.csv.' },
  group_categories: { description: 'Include group_categories.csv.' },
  group_membership: { description: 'Include group_membership.csv.' },
  xlist: { description: 'Include xlist.csv: one row per section that is cross-listed now.' },
  user_observers: { description: 'Include user_observers.csv.' },
  admins: { description: 'Include admins.csv.' },
} as const satisfies Readonly<Record<ExportChoice, ReportParameter>>;

const filters = {
  include_deleted: { description: 'Include deleted rows, and concluded courses and enrollments.' },
  created_by_sis: { description: 'Include only what an import has been about.' },
  enrollment_term_id: {
    description: 'Limit courses, sections, enrollments and cross-listings to a term: an id or a SIS form.',
  },
} as const satisfies Readonly<Record<string, ReportParameter>>;

const enrollmentFilters = {
  enrollment_filter: {
    description: 'Limit enrollments to these types, e.g. `StudentEnrollment,TeacherEnrollment`.',
  },
  enrollment_states: { description: 'Limit enrollments to these states, e.g. `active,concluded`.' },
} as const satisfies Readonly<Record<string, ReportParameter>>;

/** The parameters of every report: a boolean per file, and what limits the rows. */
export const commonParameters = { ...files, ...filters };

/** The common parameters and the limits on enrollments. */
export const parametersWithEnrollmentFilters = { ...commonParameters, ...enrollmentFilters };
