import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { keepInstallationValue } from '../db/index.ts';
import type { ServerContext } from './context.ts';
import { numericId, type PublicCall } from './define-route.ts';
import { ApiError } from './errors.ts';
import { textParameter } from './parameters.ts';
import { baseUrl } from './public-url.ts';

/** What a signature vouches for. */
export interface SignedFile {
  readonly root_account_id: number;
  readonly id: number;
}

/** What the holder of an address may do with the id in it: read a file, or send the file of an import. */
export type SignedUse = 'file' | 'upload';

function signatureOf(key: string, use: SignedUse, file: SignedFile, expires_seconds: number): Buffer {
  const text = `${use}:${file.root_account_id}:${file.id}:${expires_seconds}`;
  return createHmac('sha256', key).update(text).digest();
}

/** Signs a file's address until a time in Unix seconds: `<tenant>.<expiry>.<signature>`. */
export function signFile(
  key: string,
  file: SignedFile,
  expires_seconds: number,
  use: SignedUse = 'file',
): string {
  const signature = signatureOf(key, use, file, expires_seconds).toString('base64url');
  return `${file.root_account_id}.${expires_seconds}.${signature}`;
}

/** The file that a verifier opens now, null when it is forged, for another file, or expired. */
export function verifyFile(
  key: string,
  id: number,
  verifier: string,
  now_seconds: number,
  use: SignedUse = 'file',
): SignedFile | null {
  const match = /^(\d{1,16})\.(\d{1,16})\.([\w-]+)$/.exec(verifier);
  if (match === null) return null;
  const file = { root_account_id: Number(match[1]), id };
  const expires_seconds = Number(match[2]);
  const expected = signatureOf(key, use, file, expires_seconds);
  const given = Buffer.from(match[3] ?? '', 'base64url');
  const genuine = given.length === expected.length && timingSafeEqual(given, expected);
  return genuine && now_seconds < expires_seconds ? file : null;
}

/** Reads the signing key, and makes one on the first use. All servers on a database share it. */
export function downloadKeyReader(pool: ServerContext['database']['pool']): () => Promise<string> {
  let known: string | undefined;
  return async () => {
    known ??= await keepInstallationValue(pool, 'download_key', randomBytes(32).toString('base64url'));
    return known;
  };
}

/**
 * What the signature in a request's `verifier` opens. Throws for one that opens nothing, and keeps those waiting who
 * try many.
 */
export async function openSigned(call: PublicCall, noun: string, use: SignedUse): Promise<SignedFile> {
  const { context, request } = call;
  const id = numericId(call, 'id', noun);
  if (context.failures.isBlocked(request.ip)) throw new ApiError('rate_limited');
  const verifier = textParameter(call.parameters, 'verifier') ?? '';
  const file = verifyFile(await context.downloadKey(), id, verifier, Date.now() / 1000, use);
  if (file !== null) return file;
  context.failures.noteFailure(request.ip);
  throw new ApiError('bad_signature');
}

/** Makes addresses of files; one per request. */
export type FileLinks = (file: SignedFile) => string;

/** The way to make addresses that the request's caller can reach. */
export async function fileLinksFor(context: ServerContext, request: FastifyRequest): Promise<FileLinks> {
  const key = await context.downloadKey();
  const expires_seconds = Math.floor(Date.now() / 1000) + context.limits.download_link_seconds;
  const base = baseUrl(request);
  return (file) =>
    `${base}/files/${file.id}/download?download_frd=1&verifier=${signFile(key, file, expires_seconds)}`;
}
