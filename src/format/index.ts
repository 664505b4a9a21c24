export * from './define-file-type.ts';
export * from './file-types/index.ts';
export * from './messages/index.ts';
export * from './recognize.ts';
