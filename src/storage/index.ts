export { openDiskStorage } from './disk-storage.ts';
export { openStorage } from './open-storage.ts';
export { checkKey, NothingStored, type Storage, StorageOutage } from './storage.ts';
