import type { FileType } from '../../format/index.ts';
import { first_seed, second_seed } from './cell-hash.ts';
import { EnrollmentLane } from './enrollment-lane.ts';
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
  if (file.file_type.name === 'enrollment') {
    const lane = new EnrollmentLane(file.header, file.content_places, world);
    return {
      take: (cells, row) => lane.take(cells, file.number, row),
      prepare: (batch, count) => lane.prepare(batch, count),
      expect: (rows) => world.enrollments.expect(rows),
      notice: (enrollment) => lane.notice(enrollment),
    };
  }
  return file.file_type.name === 'user' ? openUserLane(file, world) : null;
}

function openUserLane(file: LaneFile, world: World): PlainLane {
  const { header, number, key_places, content_places, repeats } = file;
  const lane = new UserLane(header, world);
  return {
    take: (cells, row) => {
      const one = joinKey(cells.one, key_places, first_seed);
      const two = joinKey(cells.two, key_places, second_seed);
      if (!lane.take(cells)) return false;
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
      lane.expect(rows);
    },
  };
}
