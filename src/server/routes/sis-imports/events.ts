import type { Readable } from 'node:stream';
import { findSisImport } from '../../../db/index.ts';
import { openImportAccount } from '../../auth/open-account.ts';
import { type Call, numericId } from '../../define-route.ts';
import { ApiError } from '../../errors.ts';
import { textParameter } from '../../parameters.ts';

/** The number after which the caller wants to go on: a browser that was cut off sends it as a header. */
function lastEventId({ request, parameters }: Call): number | null {
  const header = request.headers['last-event-id'];
  const text =
    typeof header === 'string' && header !== '' ? header : textParameter(parameters, 'last_event_id');
  if (text === null) return null;
  const number = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(number))
    throw new ApiError('not_an_integer', { params: { parameter: 'last_event_id', value: text } });
  return number;
}

async function stream(
  call: Call,
  root_account_id: number,
  sis_import_id: number | null,
): Promise<Readable | ''> {
  const last_event_id = lastEventId(call);
  // Neither caches nor proxies shall hold events back.
  call.reply.type('text/event-stream').header('cache-control', 'no-store').header('x-accel-buffering', 'no');
  // Node sends no body to HEAD: the stream would stay open for nobody.
  if (call.request.method === 'HEAD') return '';
  return call.context.events.open({ root_account_id, sis_import_id, last_event_id });
}

/** Streams what becomes of the imports of a root account. */
export async function streamAccountImportEvents(call: Call): Promise<Readable | ''> {
  const { account } = await openImportAccount(call);
  return stream(call, account.root_account_id, null);
}

/** Streams what becomes of one import. */
export async function streamImportEvents(call: Call): Promise<Readable | ''> {
  const { account } = await openImportAccount(call);
  const id = numericId(call, 'id', 'SIS import');
  const found = await findSisImport(call.context.database.pool, account.root_account_id, id);
  if (found === null) throw new ApiError('unknown_record', { params: { noun: 'SIS import' } });
  return stream(call, account.root_account_id, id);
}
