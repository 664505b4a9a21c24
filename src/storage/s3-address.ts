/** A place in an S3-compatible store. */
export interface S3Place {
  readonly bucket: string;
  /** What every key begins with: empty, or ending with a slash. */
  readonly prefix: string;
  /** Undefined for Amazon's own. */
  readonly endpoint?: string;
  readonly region?: string;
}

const FORM = 's3://<bucket>[/<prefix>][?endpoint=<url>&region=<region>]';

/** Whether a storage address speaks of S3. */
export function isS3Address(address: string): boolean {
  return address.startsWith('s3://');
}

/**
 * Reads `s3://<bucket>[/<prefix>][?endpoint=<url>&region=<region>]`; throws a sentence about what is wrong. Names and
 * keys of access have no place in it, as an address is seen in lists of processes and in logs.
 */
export function parseS3Address(address: string): S3Place {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || url.protocol !== 's3:' || url.hostname === '') {
    throw new Error(`The address of an S3 storage is ${FORM}.`);
  }
  if (url.username !== '' || url.password !== '') {
    throw new Error(
      'The address of the storage holds an access key: give it in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY instead.',
    );
  }
  const unknown = [...url.searchParams.keys()].find((name) => name !== 'endpoint' && name !== 'region');
  if (unknown !== undefined) {
    throw new Error(`The address of the storage has an unknown "${unknown}". Its form is ${FORM}.`);
  }
  const prefix = decodeURIComponent(url.pathname).replace(/^\/+|\/+$/g, '');
  const [endpoint, region] = [endpointOf(url.searchParams.get('endpoint')), url.searchParams.get('region')];
  return {
    bucket: url.hostname,
    prefix: prefix === '' ? '' : `${prefix}/`,
    ...(endpoint === null ? {} : { endpoint }),
    ...(region === null ? {} : { region }),
  };
}

function endpointOf(text: string | null): string | null {
  if (text === null) return null;
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') {
    throw new Error('The endpoint of the storage must be an http or https address without a user.');
  }
  return text;
}
