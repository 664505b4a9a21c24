import type { PoolClient } from 'pg';
import type { ImportOptions } from '../api/index.ts';
import {
  type ImportStep,
  insertImportMessages,
  inTransaction,
  lockGround,
  moveImport,
  type Queryable,
} from '../db/index.ts';
import { type Message, renderMessage } from '../format/index.ts';
import { type EngineContext, ImportAborted, type ImportKey, timestampOf } from './context.ts';
import { Found } from './found.ts';
import { IdPool } from './id-pool.ts';
import { hashPassword, isPassword } from './passwords.ts';
import type { Plan, PlanOptions } from './plan.ts';
import { Tally } from './tally.ts';
import { readTenant, type TenantOptions } from './tenant.ts';

/** A message with the row it is about, ready to be stored. */
export interface StoredMessage {
  readonly message: Message;
  readonly row_info: string | null;
}

const runningStates: readonly string[] = ['importing', 'cleanup_batch'];

/** Stands in for the transactions of an import that is only rehearsed. */
export interface Stage {
  readonly client: PoolClient;
  /** Throws when the rehearsal is to end here. */
  readonly enter: () => Promise<void>;
  /** Told what a real import would write of itself. */
  readonly move: (step: ImportStep) => Promise<void>;
  /** Told what has been written for the rows of a file. */
  readonly note: (plan: Plan, position: number) => Promise<void>;
}

/** How a chunk of work goes about its transaction. */
export interface ChunkMode {
  readonly loose?: boolean;
  readonly ahead?: (client: PoolClient) => Promise<void>;
}

/** One import while it runs: its options, its working copy of the roster and what it has done so far. */
export class ImportRun {
  readonly context: EngineContext;
  readonly key: ImportKey;
  readonly options: Partial<ImportOptions>;
  readonly user_id: number | null;
  readonly found = new Found();
  readonly ids = new IdPool();
  /** What has been planned so far. */
  tally: Tally;
  /** In which states it may write: an import that is being checked is not yet running. */
  states: readonly string[];
  /** What the plans took along in other tables, known only once they are written. */
  late = new Tally({});
  #committed: object;
  #stage: Stage | null = null;
  #written: object | null = null;
  #version = -1;
  #tenant: TenantOptions | null = null;

  constructor(
    context: EngineContext,
    key: ImportKey,
    stored: {
      readonly options: Partial<ImportOptions>;
      readonly user_id: number | null;
      readonly tally: object;
    },
    { isChecked = false }: { readonly isChecked?: boolean } = {},
  ) {
    this.context = context;
    this.key = key;
    this.options = stored.options;
    this.user_id = stored.user_id;
    this.tally = new Tally(structuredClone(stored.tally));
    this.#committed = stored.tally;
    this.states = isChecked ? ['created'] : runningStates;
  }

  /**
   * One chunk of work as one transaction under the tenant's lock. When it fails, nothing of it remains: the
   * working copy of the roster and the tally go back with the database.
   *
   * A `loose` chunk does not wait for the disk. Should a power failure take it back, its position in the file goes
   * with it, and it is done again; the end of the import waits, and with it for every chunk before.
   *
   * What is done `ahead` is part of the transaction, but before its lock: long reading holds up nobody.
   */
  async inChunk<T>(work: (client: PoolClient) => Promise<T>, mode: ChunkMode = {}): Promise<T> {
    const whole = async (client: PoolClient, version: number) => {
      this.standOn(version);
      return await work(client);
    };
    return await this.#inChunk(whole, mode);
  }

  /** The same, loose, for work planned before the lock: false, and nothing done, when its ground has moved. */
  async inChunkIfUnchanged(work: (client: PoolClient) => Promise<void>): Promise<boolean> {
    const ground = this.#version;
    const whole = async (client: PoolClient, version: number) => {
      if (version !== ground) return false;
      await work(client);
      return true;
    };
    return await this.#inChunk(whole, { loose: true });
  }

  async #inChunk<T>(work: (client: PoolClient, version: number) => Promise<T>, mode: ChunkMode): Promise<T> {
    if (this.#stage !== null) {
      await this.#stage.enter();
      await mode.ahead?.(this.#stage.client);
      return await work(this.#stage.client, 0);
    }
    try {
      const chunk = async (client: PoolClient) => {
        const { root_account_id, sis_import_id } = this.key;
        this.#written = null;
        await this.context.hold?.(client);
        await mode.ahead?.(client);
        const ground = await lockGround(client, root_account_id, sis_import_id);
        // Aborted, or even being put back since.
        if (!this.states.includes(ground.workflow_state)) throw new ImportAborted(this.key);
        return await work(client, ground.version);
      };
      const result = await inTransaction(this.context.pool, chunk, mode);
      this.#committed = this.#written ?? this.#committed;
      return result;
    } catch (error) {
      this.rollBack();
      throw error;
    }
  }

  /** Goes back to what the database holds. */
  rollBack(): void {
    this.tally = new Tally(structuredClone(this.#committed));
    this.late = new Tally({});
    this.forget();
  }

  /** Whether nothing of what is done will stay. */
  get isRehearsal(): boolean {
    return this.#stage !== null;
  }

  /** Has all work done on the stage until `rehearse` is over; nothing of it remains in this run. */
  async onStage<T>(stage: Stage, rehearse: () => Promise<T>): Promise<T> {
    this.rollBack();
    this.#stage = stage;
    try {
      return await rehearse();
    } finally {
      this.#stage = null;
      this.rollBack();
      this.ids.drop();
    }
  }

  /** Whether it is still to be seen if it may apply anything. */
  get isChecked(): boolean {
    return this.states !== runningStates;
  }

  /** From now on it is no longer being checked. */
  isRunning(): void {
    this.states = runningStates;
  }

  /** Reads what the import itself has written before. */
  async read<T>(reading: (db: Queryable) => Promise<T>): Promise<T> {
    return await reading(this.#stage?.client ?? this.context.pool);
  }

  /** Goes on from what has been stored of it by other means. */
  takeOver(tally: object): void {
    this.#committed = tally;
    this.rollBack();
  }

  /** Lets a rehearsal know what has been written for the rows of a file. */
  async noteWritten(plan: Plan, position: number): Promise<void> {
    await this.#stage?.note(plan, position);
  }

  /** Says which version of the roster is read from now on; what was read of another one is dropped. */
  standOn(version: number): void {
    if (version !== this.#version) this.forget();
    this.#version = version;
  }

  /** Drops all that was read: another file type begins, or someone else has written. */
  forget(): void {
    this.found.forgetAll();
    this.#tenant = null;
  }

  /** What the plans of a chunk go by. */
  async planOptions(
    client: PoolClient,
    watermark_id: number,
    given: ReadonlySet<string>,
  ): Promise<PlanOptions> {
    const { root_account_id, sis_import_id } = this.key;
    this.#tenant ??= await readTenant(client, root_account_id);
    // To an import the other two mean nothing without the first.
    const override = this.options.override_sis_stickiness === true;
    return {
      ...this.#tenant,
      root_account_id,
      sis_import_id,
      user_id: this.user_id,
      skip_deletes: this.options.skip_deletes === true,
      override_sis_stickiness: override,
      add_sis_stickiness: override && this.options.add_sis_stickiness === true,
      clear_sis_stickiness: override && this.options.clear_sis_stickiness === true,
      update_sis_id_if_login_claimed: this.options.update_sis_id_if_login_claimed === true,
      now: timestampOf(this.context.now()),
      watermark_id,
      given,
      hash_password: hashPassword,
      is_password: isPassword,
    };
  }

  async storeMessages(client: PoolClient, messages: readonly StoredMessage[]): Promise<void> {
    if (messages.length === 0) return;
    const { root_account_id, sis_import_id } = this.key;
    await insertImportMessages(
      client,
      root_account_id,
      sis_import_id,
      messages.map(({ message, row_info }) => ({
        code: message.code,
        failure: message.effect === 'failure',
        file: message.file,
        row: message.row,
        column: message.column,
        params: message.params,
        message: renderMessage(message),
        row_info,
      })),
    );
  }

  /** Writes a step of the import in the transaction of the work that it tells of. */
  async move(client: PoolClient, step: ImportStep): Promise<void> {
    if (this.#stage !== null) return await this.#stage.move(step);
    this.#written = step.tally ?? this.#written;
    await moveImport(client, this.key.root_account_id, this.key.sis_import_id, step);
  }
}
