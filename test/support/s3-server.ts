import { mkdtempSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import S3rver from 's3rver';
import { vi } from 'vitest';
import { removeFolder } from './remove-folder.ts';

/** An S3-compatible server on a loopback port, with a bucket; the environment holds its access key. */
export interface S3Server {
  /** What `openStorage` takes. */
  readonly address: string;
  readonly endpoint: string;
  /** Ends it as a power cut would. */
  readonly close: () => Promise<void>;
}

/** The bucket of the test server. */
export const BUCKET = 'rollcall-files';

export async function startS3Server(): Promise<S3Server> {
  const directory = mkdtempSync(join(tmpdir(), 'rollcall-s3-'));
  const server = new S3rver({
    port: 0,
    address: '127.0.0.1',
    silent: true,
    directory,
    configureBuckets: [{ name: BUCKET, configs: [] }],
  });
  const { port } = (await server.run()) as AddressInfo;
  const endpoint = `http://127.0.0.1:${port}`;
  // The only key that this server knows.
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'S3RVER');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'S3RVER');
  return {
    address: `s3://${BUCKET}/school?endpoint=${encodeURIComponent(endpoint)}`,
    endpoint,
    close: async () => {
      vi.unstubAllEnvs();
      await server.close();
      removeFolder(directory);
    },
  };
}
