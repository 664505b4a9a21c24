import type { FileType, MessageDraft, MessageParams, RowOf } from '../../../format/index.ts';
import type { CheckCode } from '../codes/index.ts';
import type { MissingObject } from '../finding.ts';
import type { World } from '../world.ts';

/** What a plan says about the row in hand. */
export interface Say {
  /** An import would refuse the row; `missing` is the object for whose lack it does. */
  readonly refuse: (draft: MessageDraft, missing?: MissingObject) => false;
  /** An import would refuse the row unless the server has the object of this number: nothing in a file can tell. */
  readonly leaveToServer: (draft: MessageDraft, column: string, value: string | null) => false;
  /** An import would apply the row and say this. */
  readonly warn: (draft: MessageDraft, missing?: MissingObject) => void;
  /** An import would say nothing. */
  readonly remark: (code: CheckCode, column: string | null, params: MessageParams) => void;
}

/** The file whose rows are being planned. */
export interface PlanFile {
  readonly number: number;
  /** Work for the end of the file, by object; of several entries for one object the last counts. */
  readonly last: Map<string, { readonly row: number; readonly wanted: string }>;
  /** Enrollments to be deleted at the end of the file. */
  readonly deletes: number[];
  /** Number of the first enrollment that this file makes. */
  readonly first_enrollment: number;
  /** The enrollment that the row in hand is about, -1 when it is about none. */
  enrollment: number;
}

/**
 * What a row of a type does to the world, as the importers do it on a server that holds nothing else: true when the
 * row is applied. The importers themselves cannot be asked: they belong to the engine, and plan a tenth as fast.
 * `test/check-law.db.test.ts` holds the two together.
 */
export interface TypePlan<T extends FileType> {
  readonly planRow: (row: RowOf<T>, world: World, say: Say, file: PlanFile) => boolean;
  /** What waits for the end of a file; `sayAt` speaks of a row of it. */
  readonly finish?: (world: World, file: PlanFile, sayAt: (row: number) => Say) => void;
}

/** Keeps the type of the rows. */
export function definePlan<T extends FileType>(plan: TypePlan<T>): TypePlan<T> {
  return plan;
}

/** Names a missing object; nothing where the row names none. */
export function missing(kind: string, id: string | null): MissingObject | undefined {
  return id === null ? undefined : { kind, id };
}
