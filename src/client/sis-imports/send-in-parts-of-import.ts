import type { SisImport, SisImportUpload } from '../../api/index.ts';
import { endpoints } from '../../api/index.ts';
import { type CallOptions, callEndpoint } from '../call-endpoint.ts';
import { isPassing } from '../errors.ts';
import type { ArgumentsFor, EndpointMethods } from '../methods.ts';
import { openPieces, sendInParts } from '../send-in-parts.ts';
import { longPatience, pauseAfter } from '../send-patiently.ts';
import type { Connection } from '../send-request.ts';
import type { Upload } from '../upload/upload.ts';

/** How a file is sent in parts. */
export interface InPartsOptions extends CallOptions {
  /** Bytes per request; 8 MiB if not given. */
  readonly part_bytes?: number;
  /** Called with how far the upload is. */
  readonly onProgress?: (upload: SisImportUpload) => void;
}

const PART_BYTES = 8 * 1024 * 1024;

type Values = Omit<ArgumentsFor<'createSisImport'>, 'attachment' | 'pre_attachment'>;

/** Makes the import, again under the same key while no answer comes. */
async function announce(connection: Connection, values: object, signal: AbortSignal | undefined) {
  for (let failures = 0; ; failures++) {
    try {
      return (await callEndpoint(
        connection,
        endpoints.createSisImport,
        { ...values },
        { signal },
      )) as SisImport;
    } catch (error) {
      if (!isPassing(error) || failures === longPatience.max_retries) throw error;
      await connection.sleep(pauseAfter(failures), signal);
    }
  }
}

/** Makes an import and sends its file to the address in the answer. */
export async function sendSisImportInParts(
  connection: Connection,
  methods: EndpointMethods<false>,
  values: Values,
  upload: Upload,
  { signal, part_bytes = PART_BYTES, onProgress }: InPartsOptions,
): Promise<SisImport> {
  const source = await openPieces(upload);
  try {
    const pre_attachment = { name: source.name, size: source.size_bytes };
    const wanted = { idempotency_key: crypto.randomUUID(), ...values, pre_attachment };
    const { id, pre_attachment: ticket } = await announce(connection, wanted, signal);
    if (ticket !== undefined)
      await sendInParts(connection, ticket, source, { signal, part_bytes, onProgress });
    return await methods.showSisImport({ account_id: values.account_id, id }, { signal });
  } finally {
    await source.close();
  }
}
