import { openDiskStorage } from './disk-storage.ts';
import { isS3Address, parseS3Address } from './s3-address.ts';
import type { Storage } from './storage.ts';

/** Opens the storage at an address: a folder, or `s3://<bucket>[/<prefix>][?endpoint=<url>&region=<region>]`. */
export async function openStorage(address: string): Promise<Storage> {
  if (!isS3Address(address)) return openDiskStorage(address);
  // Most installations have no use for the client, which is large.
  const { openS3Storage } = await import('./s3-storage.ts');
  return openS3Storage(parseS3Address(address));
}
