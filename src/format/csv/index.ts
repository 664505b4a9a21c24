export * from './csv-record.ts';
export * from './flattened.ts';
export * from './scanner.ts';
export type { TextPlace } from './text-place.ts';
export * from './writer.ts';
