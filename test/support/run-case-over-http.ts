import {
  type Client,
  createClient,
  type SisImport,
  type SisImportError,
  type Upload,
} from '../../src/client/index.ts';
import type { Queryable } from '../../src/db/index.ts';
import { makeToken } from '../../src/server/auth/hash-token.ts';
import { storeToken } from '../../src/server/bootstrap.ts';
import type { CaseFolder, CaseStep } from './case-folder.ts';
import { exportOverHttp } from './http-exports.ts';
import { changeByHand, numberAsFirst, type StepResult, sumsOf, uploadOf } from './run-case.ts';

/** What a client sees of an import. Messages read `file:row  text`: the API tells no codes. */
export interface SeenStep extends StepResult {
  /** The lists inside the import's object, in the same form but without rows. */
  readonly inline: readonly string[];
}

export interface SeenCase {
  readonly root_account_id: number;
  readonly steps: readonly SeenStep[];
  /** The files of the export that the case shows. */
  readonly exported: ReadonlyMap<string, string>;
}

/** A running server, and a client of its site admin. */
export interface CaseServer {
  readonly url: string;
  readonly client: Client;
  readonly db: Queryable;
}

/** Does all that a case tells as a client would, in a root account made for it. */
export async function runCaseOverHttp(server: CaseServer, entry: CaseFolder): Promise<SeenCase> {
  const { client, db } = server;
  const account = { name: entry.name };
  const { id: root_account_id } = await client.createRootAccount({ account_id: 'self', account });
  await numberAsFirst(db, root_account_id);
  const steps: SeenStep[] = [];
  for (const step of entry.steps) {
    await changeByHand(db, root_account_id, step);
    steps.push(await importStep(await senderOf(server, root_account_id), root_account_id, step));
  }
  const exported =
    entry.outs.length > 0 ? await exportOverHttp(client, root_account_id, entry.outs) : new Map();
  return { root_account_id, steps, exported };
}

/**
 * The one who sends the next import. A case makes a person that one by giving them the number 0, which is who runs
 * the imports of the engine's own tests; else it is the site admin.
 */
async function senderOf({ url, client, db }: CaseServer, root_account_id: number): Promise<Client> {
  const named = await db.query('select from users where root_account_id = $1 and id = 0', [root_account_id]);
  if (named.rowCount === 0) return client;
  await db.query(
    `with role as (
       insert into roles (root_account_id, account_id, name, base_role_type, permissions)
       values ($1, $1, 'Registrar', 'AccountMembership', '{"import_sis": true}') returning id
     ) insert into account_users (root_account_id, account_id, user_id, role_id) select $1, $1, 0, id from role`,
    [root_account_id],
  );
  const token = makeToken();
  await storeToken(db, { root_account_id, user_id: 0 }, { token, purpose: 'test' });
  return createClient({ base_url: url, token });
}

async function importStep(client: Client, account_id: number, step: CaseStep): Promise<SeenStep> {
  const attachment = await attachmentOf(step);
  const { id } = await client.createSisImport({ account_id, attachment, ...step.options });
  const ended = await client.waitForSisImport({ account_id, id }, { longest_pause_ms: 50 });
  const errors: SisImportError[] = [];
  for await (const error of client.listSisImportErrors({ account_id, id }, { per_page: 100 }))
    errors.push(error);
  const messages = errors
    .reverse()
    .map(({ file, row, message }) => `${file ?? '-'}:${row ?? '-'}  ${message}`);
  return { ...sumsOf(ended), messages, inline: inlineOf(ended) };
}

/** A single CSV file is sent as it is, all else as a zip. */
async function attachmentOf(step: CaseStep): Promise<Upload> {
  const [only, ...others] = Object.entries(step.files);
  if (only && others.length === 0 && /^[^/]+\.csv$/.test(only[0])) {
    return { name: only[0], content: new Uint8Array(only[1]) };
  }
  const { name, content } = await uploadOf(step);
  return { name, content: new Uint8Array(content) };
}

function inlineOf({ processing_errors = [], processing_warnings = [] }: SisImport): readonly string[] {
  return [...processing_errors, ...processing_warnings].map(([file, text]) => `${file ?? '-'}  ${text}`);
}
