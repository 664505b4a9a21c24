export { openDiskStorage } from './disk-storage.ts';
export { checkKey, NothingStored, type Storage } from './storage.ts';
