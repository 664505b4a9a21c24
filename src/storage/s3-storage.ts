import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  ListMultipartUploadsCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { inParts } from './in-parts.ts';
import type { S3Place } from './s3-address.ts';
import { faultAtStart, translated } from './s3-faults.ts';
import { checkKey, type Storage } from './storage.ts';

// The store takes 10,000 parts, so that a file may have 160 GB.
const PART_BYTES = 16 * 1024 ** 2;

// Nobody uploads for two days; what is older was left by a crash.
const ABANDONED_MS = 2 * 24 * 60 * 60 * 1000;

/**
 * Opens a storage in a bucket of an S3-compatible store; throws a sentence when it cannot be reached. The access key
 * comes from where Amazon's tools look for it: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, ~/.aws, the machine's role.
 */
export async function openS3Storage(place: S3Place): Promise<Storage> {
  const { bucket: Bucket, prefix, endpoint } = place;
  const region = place.region ?? process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION;
  const client = new S3Client({
    // Other stores know no regions, but the signature needs one.
    region: region ?? 'us-east-1',
    // Many of them do not serve a host name per bucket, and know only the checksums of the first days.
    ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }),
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: { connectionTimeout: 10_000, socketTimeout: 120_000 },
  });
  try {
    await client.send(new HeadBucketCommand({ Bucket }));
  } catch (error) {
    client.destroy();
    throw faultAtStart(error, place);
  }
  await removeAbandoned(client, Bucket, prefix);

  const at = (key: string) => {
    checkKey(key);
    return { Bucket, Key: prefix + key };
  };
  const read = async (key: string): Promise<Readable> => {
    const { Body } = await translated(key, client.send(new GetObjectCommand(at(key))));
    // In Node it is a stream of Node's.
    return Body as Readable;
  };
  return {
    write: async (key, data) => ({ size_bytes: await writeInParts(client, key, at(key), data) }),
    read,
    withLocalFile: async (key, use) => {
      const data = await read(key);
      const folder = await mkdtemp(join(tmpdir(), 'rollcall-file-'));
      try {
        const path = join(folder, 'file');
        await translated(key, pipeline(data, createWriteStream(path, { flags: 'wx', mode: 0o600 })));
        return await use(path);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
    remove: async (key) => {
      await translated(key, client.send(new DeleteObjectCommand(at(key))));
    },
  };
}

interface Target {
  readonly Bucket: string;
  readonly Key: string;
}

/** Sends a part while the next one is being read; what is shorter than a part goes as a whole. */
async function writeInParts(client: S3Client, key: string, target: Target, data: Readable): Promise<number> {
  const parts = inParts(data, PART_BYTES);
  const first = (await parts.next()).value as Buffer;
  if (first.length < PART_BYTES) {
    // Fails when the stream broke off after its last byte.
    await parts.next();
    await translated(key, client.send(new PutObjectCommand({ ...target, Body: first })));
    return first.length;
  }
  const begun = await translated(key, client.send(new CreateMultipartUploadCommand(target)));
  const upload = { ...target, UploadId: begun.UploadId };
  const sendPart = (Body: Buffer, PartNumber: number) => {
    const sent = translated(key, client.send(new UploadPartCommand({ ...upload, Body, PartNumber })));
    const receipt = sent.then(({ ETag }) => ({ ETag, PartNumber }));
    // Whoever awaits it hears of its fault; before that the next part is read.
    receipt.catch(() => {});
    return receipt;
  };
  let size_bytes = first.length;
  let sending = sendPart(first, 1);
  try {
    const Parts = [];
    for await (const part of parts) {
      Parts.push(await sending);
      size_bytes += part.length;
      sending = sendPart(part, Parts.length + 1);
    }
    Parts.push(await sending);
    const whole = { ...upload, MultipartUpload: { Parts } };
    await translated(key, client.send(new CompleteMultipartUploadCommand(whole)));
    return size_bytes;
  } catch (error) {
    await sending.catch(() => {});
    await client.send(new AbortMultipartUploadCommand(upload)).catch(() => {});
    throw error;
  }
}

async function removeAbandoned(client: S3Client, Bucket: string, Prefix: string): Promise<void> {
  const before = Date.now() - ABANDONED_MS;
  // A store may forbid or lack the list; then its own rules must clear away.
  const { Uploads = [] } = await client
    .send(new ListMultipartUploadsCommand({ Bucket, Prefix }))
    .catch(() => ({ Uploads: [] }));
  for (const { Key, UploadId, Initiated } of Uploads) {
    if (Initiated === undefined || Initiated.getTime() > before) continue;
    await client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId })).catch(() => {});
  }
}
