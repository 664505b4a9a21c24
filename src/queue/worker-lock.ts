import pg from 'pg';
import {
  freeDeadWorkers,
  heldJobs,
  lockWorker,
  unlockWorker,
  watchPeer,
  workersWithoutLock,
} from '../db/index.ts';
import { createAlarm } from './alarm.ts';
import type { QueueLog } from './graphile.ts';

export interface ClaimEvents {
  /** The lock was lost and is held again; these jobs are still the worker's. */
  retaken(job_ids: readonly string[]): void;
  /** The lock has been lost for so long that others may soon take the worker for dead. */
  forfeited(): void;
}

/** A worker's proof of life. */
export interface Claim {
  /** Resolves at once while the lock is held, else as soon as it is, or when the wait is over for good. */
  held(): Promise<void>;
  release(): void;
}

export interface WorkerLock {
  claim(worker_id: string, on: ClaimEvents): Claim;
  /** Ends the session and with it all locks. */
  close(): Promise<void>;
}

export interface WorkerLockOptions {
  readonly connection: pg.PoolConfig;
  readonly log: QueueLog;
  /** How often to look for dead workers. */
  readonly check_ms: number;
  /** How long a worker's lock must have been gone before its jobs are freed: its time to connect again. */
  readonly grace_ms: number;
}

interface ClaimState {
  readonly worker_id: string;
  readonly on: ClaimEvents;
  state: 'new' | 'held' | 'lost' | 'forfeited' | 'released';
  /** Whether this session has the lock; a forfeited worker keeps it while it winds up. */
  locked: boolean;
  forfeit_timer?: NodeJS.Timeout | undefined;
  waiting: (() => void)[];
}

/**
 * Holds the locks of this process's workers in one session of its own, and from the same session frees the jobs
 * of workers that died. A lost session is replaced at once; within the grace time nobody notices.
 */
export function startWorkerLock({ connection, log, check_ms, grace_ms }: WorkerLockOptions): WorkerLock {
  const claims = new Map<string, ClaimState>();
  const alarm = createAlarm();
  let closed = false;

  function lose(): void {
    for (const claim of claims.values()) {
      claim.locked = false;
      if (claim.state !== 'held') continue;
      claim.state = 'lost';
      // Three quarters: the tasks should have stopped when the others' patience ends.
      claim.forfeit_timer = setTimeout(() => forfeit(claim), grace_ms * 0.75);
    }
  }

  function forfeit(claim: ClaimState): void {
    log.warn({ worker_id: claim.worker_id }, 'the worker lost its lock; its jobs are given back');
    claim.state = 'forfeited';
    claim.on.forfeited();
    endWait(claim);
  }

  async function take(client: pg.Client, claim: ClaimState): Promise<void> {
    if (claim.locked) return;
    // Still false where the server has not yet noticed the end of the session before this one.
    claim.locked = await lockWorker(client, claim.worker_id);
    if (!claim.locked || claim.state === 'forfeited') return;
    const job_ids = claim.state === 'lost' ? await heldJobs(client, claim.worker_id) : [];
    // Either may have happened while the server answered.
    if (claim.state !== 'new' && claim.state !== 'lost') return;
    const again = claim.state === 'lost';
    clearTimeout(claim.forfeit_timer);
    claim.state = 'held';
    endWait(claim);
    if (again) claim.on.retaken(job_ids);
  }

  async function serve(client: pg.Client, alive: () => boolean): Promise<void> {
    const missing_since = new Map<string, number>();
    const locked = new Set<string>();
    let checked_at = Number.NEGATIVE_INFINITY;
    while (!closed) {
      for (const claim of claims.values()) {
        await take(client, claim);
        if (claim.locked) locked.add(claim.worker_id);
      }
      for (const worker_id of locked)
        if (!claims.has(worker_id) && locked.delete(worker_id)) await unlockWorker(client, worker_id);
      if (performance.now() - checked_at >= check_ms) {
        await freeTheDead(client, missing_since);
        checked_at = performance.now();
      }
      // A lock that another session still has is asked for again soon.
      const eager = [...claims.values()].some((claim) => !claim.locked);
      await alarm.wait(eager ? 100 : check_ms);
      if (!alive()) throw new Error('the connection ended');
    }
  }

  async function freeTheDead(client: pg.Client, missing_since: Map<string, number>): Promise<void> {
    const missing = await workersWithoutLock(client, [...claims.keys()]);
    for (const worker_id of missing_since.keys())
      if (!missing.includes(worker_id)) missing_since.delete(worker_id);
    const now = performance.now();
    for (const worker_id of missing) if (!missing_since.has(worker_id)) missing_since.set(worker_id, now);
    const dead = missing.filter((worker_id) => now - (missing_since.get(worker_id) ?? now) >= grace_ms);
    if (dead.length === 0) return;
    const jobs = await freeDeadWorkers(client, dead);
    log.warn({ worker_ids: dead, jobs }, 'workers died; their jobs are free again');
  }

  async function keep(): Promise<void> {
    let pause_ms = 50;
    while (!closed) {
      const client = new pg.Client({
        ...connection,
        types: pg.types,
        keepAlive: true,
        connectionTimeoutMillis: 5000,
        query_timeout: 5000,
        application_name: 'rollcall worker',
      });
      let alive = true;
      const gone = () => {
        alive = false;
        lose();
        alarm.ring();
      };
      client.on('error', gone);
      client.on('end', gone);
      try {
        await client.connect();
        await watchPeer(client);
        pause_ms = 50;
        await serve(client, () => alive);
        await client.end();
      } catch (err) {
        log.warn({ err }, 'the session that holds the worker locks broke; connecting again');
        gone();
        client.end().catch((error: unknown) => log.debug({ err: error }, 'it was gone already'));
        await alarm.wait(pause_ms);
        pause_ms = Math.min(pause_ms * 2, 1000);
      }
    }
  }

  const kept = keep();
  return {
    claim(worker_id, on) {
      const claim: ClaimState = { worker_id, on, state: 'new', locked: false, waiting: [] };
      claims.set(worker_id, claim);
      alarm.ring();
      return {
        held: () => waitFor(claim),
        release() {
          clearTimeout(claim.forfeit_timer);
          claim.state = 'released';
          endWait(claim);
          claims.delete(worker_id);
          alarm.ring();
        },
      };
    },
    async close() {
      closed = true;
      alarm.ring();
      await kept;
    },
  };
}

function waitFor(claim: ClaimState): Promise<void> {
  if (claim.state !== 'new' && claim.state !== 'lost') return Promise.resolve();
  return new Promise((resolve) => claim.waiting.push(resolve));
}

function endWait(claim: ClaimState): void {
  for (const resolve of claim.waiting.splice(0)) resolve();
}
