export * from './open-upload.ts';
export * from './upload.ts';
export { isIgnoredPath } from './zip-path.ts';
