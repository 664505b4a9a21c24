import {
  createRootAccount,
  createSubAccount,
  deleteSubAccount,
  listAccounts,
  listSubAccounts,
  showAccount,
  showAccountSettings,
  updateAccount,
} from './accounts.ts';
import { createAdmin, deleteAdmin, listAdmins } from './admins.ts';
import { createCourse, deleteCourse, listAccountCourses, showCourse, updateCourse } from './courses.ts';
import type { Endpoint } from './define-endpoint.ts';
import {
  createCourseEnrollment,
  createSectionEnrollment,
  endEnrollment,
  listCourseEnrollments,
  listSectionEnrollments,
  listUserEnrollments,
  reactivateEnrollment,
  showEnrollment,
} from './enrollments.ts';
import { downloadFile } from './files.ts';
import { showHealth } from './health.ts';
import {
  abortReport,
  deleteReport,
  listReportRuns,
  listReports,
  showReport,
  startReport,
} from './reports.ts';
import { activateRole, createRole, deactivateRole, listRoles, showRole } from './roles.ts';
import {
  abortAllPendingSisImports,
  abortSisImport,
  createSisImport,
  listAccountSisImportErrors,
  listImportingSisImports,
  listSisImportErrors,
  listSisImports,
  showSisImport,
} from './sis-imports.ts';
import { createTerm, deleteTerm, listTerms, showTerm, updateTerm } from './terms.ts';
import { listAccountUsers, showUser, showUserProfile } from './users.ts';

/** Every endpoint by name, in the order of the reference page. */
export const endpoints = {
  createSisImport,
  listSisImports,
  listImportingSisImports,
  showSisImport,
  listSisImportErrors,
  listAccountSisImportErrors,
  abortSisImport,
  abortAllPendingSisImports,
  listAccounts,
  showAccount,
  listSubAccounts,
  createRootAccount,
  createSubAccount,
  updateAccount,
  deleteSubAccount,
  showAccountSettings,
  listTerms,
  showTerm,
  createTerm,
  updateTerm,
  deleteTerm,
  listAdmins,
  createAdmin,
  deleteAdmin,
  listRoles,
  showRole,
  createRole,
  deactivateRole,
  activateRole,
  listAccountCourses,
  showCourse,
  createCourse,
  updateCourse,
  deleteCourse,
  listCourseEnrollments,
  listSectionEnrollments,
  listUserEnrollments,
  showEnrollment,
  createCourseEnrollment,
  createSectionEnrollment,
  endEnrollment,
  reactivateEnrollment,
  listReports,
  startReport,
  listReportRuns,
  showReport,
  deleteReport,
  abortReport,
  listAccountUsers,
  showUser,
  showUserProfile,
  downloadFile,
  showHealth,
} as const satisfies Readonly<Record<string, Endpoint>>;
