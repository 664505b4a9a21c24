/** The HTTP contract as data: endpoints, their parameters, and the shapes that come back. */
export * from './account.ts';
export * from './account-settings.ts';
export * from './admin.ts';
export * from './course.ts';
export { courseEventWords } from './courses.ts';
export * from './define-endpoint.ts';
export * from './endpoints.ts';
export * from './enrollment.ts';
export * from './file.ts';
export * from './health.ts';
export * from './import-options.ts';
export * from './login.ts';
export * from './login-parameters.ts';
export * from './report.ts';
export * from './role.ts';
export * from './sis-import.ts';
export * from './term.ts';
export * from './user.ts';
