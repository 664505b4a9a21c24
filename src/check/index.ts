export * from './check-rows.ts';
export * from './define-rule.ts';
export * from './rules/index.ts';
export * from './status-test.ts';
