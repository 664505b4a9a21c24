import type { PoolClient } from 'pg';
import { inTransaction, lockRosterForEdit, notingRows, type RosterTable } from '../db/index.ts';
import { type EngineContext, timestampOf } from './context.ts';
import { Found } from './found.ts';
import { IdPool } from './id-pool.ts';
import type { Creates, Want } from './importers/define-importer.ts';
import { hashPassword, isPassword } from './passwords.ts';
import { lookUp } from './phases/look-up.ts';
import { gatherWrites, writePlan } from './phases/write-plan.ts';
import { Plan } from './plan.ts';
import { readTenant } from './tenant.ts';

/** Who changes which tenant's roster. */
export interface Editor {
  readonly root_account_id: number;
  /** Null where nobody is known who asked for it. */
  readonly user_id: number | null;
  /** False leaves stuck fields as they are; true when left out. */
  readonly override_sis_stickiness?: boolean;
  /** False: what changes does not stick, as nobody has chosen the values. True when left out. */
  readonly adds_stickiness?: boolean;
}

/**
 * A change of the roster by a person, under way: look up, then decide with `plan` as importers do. Sticky-capable
 * fields that really change stick from then on.
 */
export class RosterEdit {
  readonly client: PoolClient;
  readonly plan: Plan;
  readonly late_writes: ((client: PoolClient) => Promise<void>)[] = [];
  readonly #ids: IdPool;

  constructor(client: PoolClient, plan: Plan, ids: IdPool) {
    this.client = client;
    this.plan = plan;
    this.#ids = ids;
  }

  get found(): Found {
    return this.plan.found;
  }

  /** One round of look-ups; what it asks for can be read from `found` afterwards. */
  async lookUp(ask: (want: Want, found: Found) => void): Promise<void> {
    const { found, options } = this.plan;
    await lookUp(this.client, [(_rows, want) => ask(want, found)], [null], found, options);
  }

  /** Gets ids for the objects that the plan is going to make, at most so many per table. */
  async reserve(counts: Creates): Promise<void> {
    for (const [table, count] of Object.entries(counts)) {
      await this.#ids.fill(this.client, table as RosterTable, count);
    }
  }

  /** Does a write of columns that plans do not know, such as what only REST shows, and notes what it has changed. */
  async writeRows(
    table: RosterTable,
    ids: readonly number[],
    write: (client: PoolClient) => Promise<void>,
  ): Promise<void> {
    const { root_account_id, user_id } = this.plan.options;
    const origin = { root_account_id, sis_import_id: null, user_id };
    await notingRows(this.client, origin, table, ids, () => write(this.client));
  }

  /** Puts off a write that needs the planned objects in their tables, such as a column that only REST shows. */
  afterwards(write: (client: PoolClient) => Promise<void>): void {
    this.late_writes.push(write);
  }
}

/**
 * Lets a person change a tenant's roster: one transaction under the tenant's lock, so that imports and people take
 * turns. What `edit` plans is written when it returns, with all that it takes along; nothing is when it throws. It
 * must not await anything but the database.
 */
export async function editRoster<T>(
  context: Pick<EngineContext, 'pool' | 'now'>,
  editor: Editor,
  edit: (roster: RosterEdit) => Promise<T>,
): Promise<T> {
  return await inTransaction(context.pool, async (client) => {
    await lockRosterForEdit(client, editor.root_account_id);
    return await editLockedRoster(client, context.now(), editor, edit);
  });
}

/** The same within the caller's transaction, under the tenant's lock. */
export async function editLockedRoster<T>(
  client: PoolClient,
  now: Date,
  editor: Editor,
  edit: (roster: RosterEdit) => Promise<T>,
): Promise<T> {
  const { root_account_id } = editor;
  const ids = new IdPool();
  const options = {
    ...(await readTenant(client, root_account_id)),
    root_account_id,
    sis_import_id: null,
    user_id: editor.user_id,
    skip_deletes: false,
    override_sis_stickiness: editor.override_sis_stickiness ?? true,
    add_sis_stickiness: editor.adds_stickiness ?? true,
    clear_sis_stickiness: false,
    update_sis_id_if_login_claimed: false,
    now: timestampOf(now),
    // What existed before is not told apart from what is made now: nothing waits for the end of a file.
    watermark_id: 0,
    given: new Set<string>(),
    hash_password: hashPassword,
    is_password: isPassword,
  };
  const plan = new Plan(new Found(), options, (table) => ids.take(table));
  const roster = new RosterEdit(client, plan, ids);
  const result = await edit(roster);
  await writePlan(client, plan, await gatherWrites(plan));
  for (const write of roster.late_writes) await write(client);
  return result;
}
