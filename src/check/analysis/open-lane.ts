import type { FileType } from '../../format/index.ts';
import { first_seed, second_seed } from './cell-hash.ts';
import { EnrollmentLane } from './enrollment-lane.ts';
import { MembershipLane } from './membership-lane.ts';
import type { CellHashes } from './record-cells.ts';
import { joinContent, joinKey, type Repeats } from './repeats.ts';
import { UserLane } from './user-lane.ts';
import type { World } from './world.ts';

/** Takes the rows about which there is nothing to say. */
export interface PlainLane {
  /** False: the row is left to the plan. */
  readonly take: (cells: CellHashes, row: number) => boolean;
  /** Has the memory bring what the first so many records of the batch will look up. */
  readonly prepare: (batch: readonly CellHashes[], count: number) => void;
  /** Makes room for about as many rows. */
  readonly expect: (rows: number) => void;
  /** Hears of an enrollment that the plan has made or met. */
  readonly notice?: (enrollment: number) => void;
}

/** What a lane has to know of its file. */
export interface LaneFile {
  readonly file_type: FileType;
  readonly header: readonly string[];
  readonly number: number;
  readonly key_places: readonly number[];
  readonly content_places: readonly number[];
  readonly repeats: Repeats;
}

/** The lane of a file, where its type has one. */
export function openLane(file: LaneFile, world: World): PlainLane | null {
  const { file_type, header, content_places, number } = file;
  switch (file_type.name) {
    case 'enrollment': {
      const lane = new EnrollmentLane(header, content_places, world);
      return {
        take: (cells, row) => lane.take(cells, number, row),
        prepare: (batch, count) => lane.prepare(batch, count),
        expect: (rows) => world.enrollments.expect(rows),
        notice: (enrollment) => lane.notice(enrollment),
      };
    }
    case 'user':
      return withRepeats(new UserLane(header, world), file);
    case 'group_membership':
      return withRepeats(new MembershipLane(file_type, header, 'groups', world), file);
    case 'differentiation_tag_membership':
      return withRepeats(new MembershipLane(file_type, header, 'tags', world), file);
    default:
      return null;
  }
}

interface KeyedLane {
  touched: number;
  readonly take: (cells: CellHashes) => boolean;
  readonly prepare: (batch: readonly CellHashes[], count: number) => void;
  readonly expect?: (rows: number) => void;
}

/** Lets a lane take the first row about an object, and no other. */
function withRepeats(lane: KeyedLane, file: LaneFile): PlainLane {
  const { number, key_places, content_places, repeats } = file;
  return {
    take: (cells, row) => {
      const one = joinKey(cells.one, key_places, first_seed);
      const two = joinKey(cells.two, key_places, second_seed);
      if (repeats.has(one, two) || !lane.take(cells)) return false;
      repeats.note(one, two, joinContent(cells, content_places), number, row);
      return true;
    },
    prepare: (batch, count) => {
      lane.prepare(batch, count);
      for (let place = 0; place < count; place += 1) {
        const { one, two } = batch[place] as CellHashes;
        const key_one = joinKey(one, key_places, first_seed);
        lane.touched ^= repeats.touch(key_one, joinKey(two, key_places, second_seed));
      }
    },
    expect: (rows) => {
      repeats.expect(rows);
      lane.expect?.(rows);
    },
  };
}
