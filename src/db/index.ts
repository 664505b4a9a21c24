export { defineTable, type LookupSpec, type RecordOf, type TableSpec } from './define-table.ts';
export { dumpSchema } from './dump-schema.ts';
export { defaultDataFolder, filesFolder } from './embedded/data-folder.ts';
export * from './exports/index.ts';
export { inTransaction, inTransactionOf, withClient } from './in-transaction.ts';
export { type Migration, migrate, readMigrations } from './migrate.ts';
export {
  type DatabaseChoice,
  type DatabaseOptions,
  openDatabase,
  resolveDatabaseOptions,
} from './open-database.ts';
export { isDatabaseAlive, type Queryable } from './queryable.ts';
export * from './roster/index.ts';
export * from './tables/access-tokens.ts';
export * from './tables/account-reports.ts';
export * from './tables/account-users.ts';
export * from './tables/accounts.ts';
export * from './tables/addresses.ts';
export { type CourseFilter, type CourseSort, courseSorts } from './tables/course-filters.ts';
export * from './tables/course-people.ts';
export { type CourseRow, findCourse, listAccountCourses } from './tables/courses.ts';
export * from './tables/enrollments.ts';
export * from './tables/group-categories.ts';
export * from './tables/group-memberships.ts';
export * from './tables/groups.ts';
export * from './tables/holding-accounts.ts';
export * from './tables/idempotency-keys.ts';
export * from './tables/import-data-sets.ts';
export * from './tables/import-facts.ts';
export * from './tables/import-files.ts';
export * from './tables/import-messages.ts';
export * from './tables/import-progress.ts';
export * from './tables/import-queue.ts';
export * from './tables/installation.ts';
export * from './tables/logins.ts';
export * from './tables/permissions.ts';
export * from './tables/progresses.ts';
export * from './tables/queue-jobs.ts';
export * from './tables/queue-workers.ts';
export * from './tables/retention.ts';
export * from './tables/roles.ts';
export * from './tables/root-accounts.ts';
export * from './tables/roster.ts';
export * from './tables/sections.ts';
export * from './tables/sis-import-messages.ts';
export * from './tables/sis-import-removals.ts';
export * from './tables/sis-import-uploads.ts';
export * from './tables/sis-imports.ts';
export * from './tables/stored-file-removals.ts';
export * from './tables/stored-files.ts';
export * from './tables/terms.ts';
export * from './tables/user-courses.ts';
export * from './tables/user-lists.ts';
export * from './tables/user-observers.ts';
export * from './tables/user-search.ts';
export * from './tables/users.ts';
export type { Database } from './types.ts';
export * from './undo/index.ts';
