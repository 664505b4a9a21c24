export * from './check-rows.ts';
export * from './define-rule.ts';
export * from './diff/index.ts';
export * from './open/index.ts';
export * from './read/index.ts';
export * from './rules/index.ts';
export * from './status-test.ts';
