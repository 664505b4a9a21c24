export * from './csv/index.ts';
export * from './define-file-type.ts';
export * from './file-types/index.ts';
export * from './json-schema.ts';
export * from './messages/index.ts';
export * from './recognize.ts';
export * from './timestamp.ts';
