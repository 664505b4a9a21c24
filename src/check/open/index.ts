export * from './open-upload.ts';
export * from './upload.ts';
