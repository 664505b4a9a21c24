export * from './define-file-type.ts';
export * from './file-types/index.ts';
export * from './messages/define-message.ts';
export * from './recognize.ts';
