export * from './open-upload.ts';
export { chunksOf, readChunks } from './read-chunks.ts';
export * from './upload.ts';
export { isIgnoredPath } from './zip-path.ts';
