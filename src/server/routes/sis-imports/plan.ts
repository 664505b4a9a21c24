import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import type { PlanEntry } from '../../../api/index.ts';
import { findPlan, findSisImport, listPlanEntries, type PlanBlock } from '../../../db/index.ts';
import { csvLine } from '../../../format/index.ts';
import { openImportAccount } from '../../auth/open-account.ts';
import { type Call, numericId } from '../../define-route.ts';
import { ApiError } from '../../errors.ts';
import { readPage, sendPage } from '../../pagination.ts';
import { listParameter } from '../../parameters.ts';
import { presentPlanEntry } from '../../presenters/present-plan-entry.ts';

interface OpenedPlan {
  readonly key: { readonly root_account_id: number; readonly sis_import_id: number };
  readonly blocks: readonly PlanBlock[];
}

/** The parts of an import's plan that are asked for; 404 when it has none. */
async function openPlan(call: Call): Promise<OpenedPlan> {
  const { account } = await openImportAccount(call);
  const { root_account_id } = account;
  const { pool } = call.context.database;
  const sis_import_id = numericId(call, 'id', 'SIS import');
  const unknown = (noun: string) => new ApiError('unknown_record', { params: { noun } });
  if ((await findSisImport(pool, root_account_id, sis_import_id)) === null) throw unknown('SIS import');
  const plan = await findPlan(pool, root_account_id, sis_import_id);
  if (plan === null) throw unknown('plan of this SIS import');
  const kinds = listParameter(call.parameters, 'kind');
  const actions = listParameter(call.parameters, 'action');
  const blocks = plan.blocks.filter(
    ({ kind, action }) =>
      (kinds.length === 0 || kinds.includes(kind)) && (actions.length === 0 || actions.includes(action)),
  );
  return { key: { root_account_id, sis_import_id }, blocks };
}

/** Lists what an import would do. */
export async function listSisImportPlan(call: Call): Promise<{ readonly plan: readonly PlanEntry[] }> {
  const { key, blocks } = await openPlan(call);
  const page = readPage(call.parameters);
  const rows = await listPlanEntries(call.context.database.pool, key, blocks, page);
  const total = blocks.reduce((sum, { count }) => sum + count, 0);
  return { plan: sendPage(call.request, call.reply, page, rows, total).map(presentPlanEntry) };
}

const PAGE_ROWS = 2_000;

const idColumns = [
  'account_id',
  'term_id',
  'abstract_course_id',
  'course_id',
  'section_id',
  'user_id',
  'login_id',
  'role',
  'associated_user_id',
  'group_category_id',
  'group_id',
  'tag_set_id',
  'tag_id',
  'category_id',
  'institutional_tag_id',
  'observer_id',
  'student_id',
];

/** Sends what an import would do as a file. */
export async function downloadSisImportPlan(call: Call): Promise<FastifyReply> {
  const { key, blocks } = await openPlan(call);
  return call.reply
    .headers({
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="plan_of_sis_import_${key.sis_import_id}.csv"`,
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-store',
    })
    .send(Readable.from(csvOf(call, key, blocks)));
}

async function* csvOf(
  call: Call,
  key: OpenedPlan['key'],
  blocks: readonly PlanBlock[],
): AsyncGenerator<string> {
  yield csvLine(['action', 'kind', ...idColumns, 'name', 'changes', 'file', 'row', 'code', 'message']);
  for (let offset = 0; ; offset += PAGE_ROWS) {
    const page = { limit: PAGE_ROWS, offset };
    const rows = await listPlanEntries(call.context.database.pool, key, blocks, page);
    if (rows.length === 0) return;
    yield rows.map((row) => lineOf(presentPlanEntry(row))).join('');
  }
}

function lineOf(entry: PlanEntry): string {
  const { action, kind, sis_ids, name, file, row, code, message } = entry;
  const ids = idColumns.map((column) => sis_ids[column] ?? null);
  const at = row === null ? null : String(row);
  return csvLine([action, kind, ...ids, name, changesOf(entry), file, at, code, message]);
}

/** `name: "Algebra" -> "Algebra I"; workflow_state: ...`, or of a new object only what it holds. */
function changesOf({ before, after }: PlanEntry): string | null {
  if (after === null) return null;
  const show = (value: unknown) => JSON.stringify(value ?? null);
  return Object.entries(after)
    .map(([field, value]) =>
      before === null ? `${field}: ${show(value)}` : `${field}: ${show(before[field])} -> ${show(value)}`,
    )
    .join('; ');
}
