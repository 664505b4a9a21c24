import type { S3Place } from './s3-address.ts';
import { NothingStored, StorageOutage } from './storage.ts';

interface S3Fault {
  readonly name?: string;
  readonly message?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** Awaits a request to the store; throws `NothingStored`, or `StorageOutage` for what may go well another time. */
export async function translated<T>(key: string, request: Promise<T>): Promise<T> {
  try {
    return await request;
  } catch (error) {
    const { name, $metadata } = error as S3Fault;
    const status = $metadata?.httpStatusCode;
    if (name === 'NoSuchKey' || name === 'NotFound') throw new NothingStored(key, { cause: error });
    // Without a status nobody has answered. 403 may be a key that is being exchanged.
    if (status === undefined || status >= 500 || status === 429 || status === 403) {
      throw new StorageOutage(`The storage did not serve "${key}": ${reasonOf(error)}`, { cause: error });
    }
    throw error;
  }
}

/** Why the store cannot be used at all, as a sentence for whoever starts the server. */
export function faultAtStart(error: unknown, { bucket, endpoint }: S3Place): Error {
  const { name = '', $metadata } = error as S3Fault;
  const store = endpoint ?? 'Amazon S3';
  const sentence = (): string => {
    if (name.startsWith('Credentials'))
      return `There is no access key for ${store}: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.`;
    switch ($metadata?.httpStatusCode) {
      case 404:
        return `${store} has no bucket "${bucket}". rollcall makes none by itself.`;
      case 301:
        return `The bucket "${bucket}" is in another region: name it with ?region=<region>.`;
      case 401:
      case 403:
        return `${store} does not let this access key use the bucket "${bucket}".`;
      case undefined:
        return `${store} could not be reached: ${reasonOf(error)}`;
      default:
        return `${store} does not serve the bucket "${bucket}": ${reasonOf(error)}`;
    }
  };
  return new Error(sentence(), { cause: error });
}

function reasonOf(error: unknown): string {
  const { name, message } = error as S3Fault;
  const { code } = error as { code?: unknown };
  if (message) return message;
  return typeof code === 'string' ? code : (name ?? 'no reason given');
}
