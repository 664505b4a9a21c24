export { openDiskStorage } from './disk-storage.ts';
export { checkKey, type Storage } from './storage.ts';
