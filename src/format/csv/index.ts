export * from './csv-record.ts';
export * from './flattened.ts';
export * from './scanner.ts';
export type { TextPlace } from './text-place.ts';
export { isUtf8Beginning } from './utf8.ts';
export * from './writer.ts';
