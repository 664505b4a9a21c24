import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import { expect } from 'vitest';
import { ResponseError } from '../../../src/client/index.ts';
import { zipOf } from '../run-case.ts';
import {
  type AskedImport,
  ended,
  type Life,
  look,
  type RestoreFilter,
  readImports,
  type School,
} from './school.ts';
import { drawnUpload, filesOf, optionsOf } from './uploads.ts';

type LifeCommand = fc.AsyncCommand<Life, Life>;

/** A thing that somebody may do at any time, or where `can` says so. */
interface Act<T> {
  readonly name: string;
  /** What is drawn for it. */
  readonly drawn: fc.Arbitrary<T>;
  readonly can?: (life: Readonly<Life>) => boolean;
  /** Does it, and checks the answer. Afterwards every school is looked at. */
  readonly run: (life: Life, drawn: T) => Promise<void>;
}

function command<T>({ name, drawn, can = () => true, run }: Act<T>): fc.Arbitrary<LifeCommand> {
  return drawn.map((args) => ({
    check: (life) => can(life),
    run: async (life) => {
      await run(life, args);
      for (const school of life.schools) await look(life, school);
    },
    toString: () => `${name} ${JSON.stringify(args)}`,
  }));
}

const school = fc.nat({ max: 1 });
/** Counted from the newest: with those before it not much happens any more. */
const import_ = fc.record({ school, import_: fc.nat({ max: 3 }) });
const schoolOf = (life: Life, at: number): School => life.schools[at % life.schools.length]!;

function importOf(life: Life, drawn: { readonly school: number; readonly import_: number }) {
  const { imports, account_id } = schoolOf(life, drawn.school);
  const asked = imports.at(-1 - (drawn.import_ % Math.max(imports.length, 1)));
  return { account_id, asked };
}

const isEnded = ({ seen }: AskedImport) => ended.includes(seen.workflow_state);
const isAnyImport = (life: Readonly<Life>) => life.schools.some(({ imports }) => imports.length > 0);

/** The answer, or the status with which it was refused. */
async function answerOf<T>(call: Promise<T>): Promise<T | number> {
  return await call.catch((error: unknown) => {
    if (error instanceof ResponseError) return error.status;
    throw error;
  });
}

const create = command({
  name: 'create',
  drawn: fc.record({ school, upload: drawnUpload }),
  async run(life, { school: at, upload }) {
    const target = schoolOf(life, at);
    const content = new Uint8Array(await zipOf(filesOf(upload)));
    const { id, workflow_state } = await life.client.createSisImport({
      account_id: target.account_id,
      attachment: { name: 'school.zip', content },
      ...optionsOf(upload, target.term_id),
    });
    expect(workflow_state).toBe('created');
    const data = {};
    const seen = {
      ...{ id, workflow_state, progress: 0, is_held: false },
      ...{ data, started_at: null, ended_at: null },
    };
    target.imports.push({ id, upload, restores: [], approvals: 0, seen });
  },
});

const abort = command({
  name: 'abort',
  drawn: import_,
  can: isAnyImport,
  async run({ client, ...life }, drawn) {
    const { account_id, asked } = importOf({ client, ...life }, drawn);
    if (asked === undefined) return;
    const answer = await answerOf(client.abortSisImport({ account_id, id: asked.id }));
    if (typeof answer !== 'number') {
      expect(isEnded(asked)).toBe(false);
      expect(answer).toMatchObject({ workflow_state: 'aborted', ended_at: null });
      asked.seen = { ...asked.seen, workflow_state: 'aborted', progress: answer.progress };
      return;
    }
    expect(answer).toBe(404);
    const found = await readImports({ client, ...life }, schoolOf({ client, ...life }, drawn.school));
    const state = found.find(({ id }) => id === asked.id)?.workflow_state;
    expect([...ended, 'restoring']).toContain(state);
  },
});

const abortAll = command({
  name: 'abort all pending',
  drawn: school,
  async run(life, at) {
    const target = schoolOf(life, at);
    expect(await life.client.abortAllPendingSisImports({ account_id: target.account_id })).toEqual({
      aborted: true,
    });
    const found = await readImports(life, target);
    for (const [place, { workflow_state, started_at, progress }] of found.entries()) {
      const asked = target.imports[place]!;
      expect(workflow_state).not.toBe('created');
      if (asked.seen.workflow_state !== 'created' || started_at !== null) continue;
      expect({ workflow_state, progress }).toEqual({ workflow_state: 'aborted', progress: 100 });
      asked.seen = found[place]!;
    }
  },
});

const heldIn = ({ imports }: School) => imports.filter(({ seen }) => seen.is_held);

async function approveImport({ client }: Life, { account_id }: School, asked: AskedImport): Promise<void> {
  const reason = 'It is meant so.';
  const answer = await answerOf(client.approveSisImport({ account_id, id: asked.id, reason }));
  if (typeof answer === 'number') {
    expect(answer).toBe(409);
    // Nobody but a person ends a hold.
    expect(asked.seen.is_held).toBe(false);
    return;
  }
  expect(asked.upload.manner).toBe('hold');
  expect(isEnded(asked)).toBe(false);
  expect(answer.data.hold).toMatchObject({ reason });
  asked.approvals += 1;
}

const approve = command({
  name: 'approve',
  drawn: import_,
  can: isAnyImport,
  async run(life, drawn) {
    const target = schoolOf(life, drawn.school);
    const held = heldIn(target);
    // One that is held, if there is any.
    const asked = held[drawn.import_ % Math.max(held.length, 1)] ?? importOf(life, drawn).asked;
    if (asked !== undefined) await approveImport(life, target, asked);
  },
});

/** Lets go on, once, whatever is held. */
export async function approveAllHeld(life: Life): Promise<void> {
  for (const target of life.schools) {
    for (const asked of heldIn(target)) await approveImport(life, target, asked);
  }
}

const restore = command({
  name: 'restore',
  drawn: fc.record({
    school,
    import_: fc.nat({ max: 50 }),
    filter: fc.constantFrom<RestoreFilter>('all', 'batch_mode', 'undelete_only', 'unconclude_only'),
  }),
  can: isAnyImport,
  async run(life, { filter, ...drawn }) {
    const { account_id, asked } = importOf(life, drawn);
    if (asked === undefined) return;
    const wasEnded = isEnded(asked);
    const filters = filter === 'all' ? {} : { [filter]: true };
    const call = life.client.restoreSisImportStates({ account_id, id: asked.id, ...filters });
    const answer = await answerOf(call);
    if (typeof answer === 'number') {
      expect(answer).toBe(400);
      // A dry run has changed nothing.
      if (asked.upload.manner !== 'dry run') expect(wasEnded).toBe(false);
      return;
    }
    expect(asked.upload.manner).not.toBe('dry run');
    asked.restores.push({ progress_id: answer.id, filter });
    // Where no worker lives it is this command that has moved it.
    asked.seen = { ...asked.seen, workflow_state: 'restoring' };
  },
});

const crash = command({
  name: 'crash',
  drawn: fc.constant(null),
  // An import that takes its worker down time after time is given up; here they are killed for no fault of theirs.
  can: (life) => life.worker.isAlive() && life.crashes < 4,
  async run(life) {
    await life.worker.kill();
    for (const target of life.schools) {
      const found = await readImports(life, target);
      // Up to its death the worker may have gone on.
      for (const [at, seen] of found.entries()) target.imports[at]!.seen = seen;
    }
    life.crashes += 1;
  },
});

const start = command({
  name: 'start a worker',
  drawn: fc.constant(null),
  can: (life) => !life.worker.isAlive(),
  run: async (life) => life.worker.start(),
});

const passTime = command({
  name: 'let time pass',
  drawn: fc.nat({ max: 150 }),
  can: (life) => life.worker.isAlive(),
  run: async (_life, ms) => delay(ms),
});

/** Each more often than it would be drawn among equals. */
export const lifeCommands = [
  ...[create, create, create, create, restore, restore],
  ...[approve, approve, approve, abort, abortAll, crash, start],
  ...[passTime, passTime, passTime, passTime, passTime, passTime],
];
