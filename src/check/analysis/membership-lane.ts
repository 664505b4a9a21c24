import type { FileType } from '../../format/index.ts';
import { statusWord } from '../cells.ts';
import { statusTest } from '../status-test.ts';
import { isShortenedNumber } from './cell-findings.ts';
import { CellIndex } from './cell-index.ts';
import { strange, WordIndex } from './lane-words.ts';
import { type CellHashes, isGiven } from './record-cells.ts';
import type { CourseRecord } from './records.ts';
import type { World } from './world.ts';

const accepted = 0;
const deleted = 1;

/**
 * Takes memberships about which there is nothing to say, from the hashes of their cells: of live people, in groups (or
 * with tags) that are known, who are in their course. All others are left to the plan of memberships, which decides.
 */
export class MembershipLane {
  /** For nobody: what is not used would not be brought. */
  touched = 0;
  readonly #world: World;
  readonly #user_at: number;
  readonly #group_at: number;
  readonly #status_at: number;
  readonly #groups = new CellIndex();
  /** By the number of the group; null for a group of an account. */
  readonly #courses: (CourseRecord | null)[] = [];
  readonly #states: WordIndex;

  /** `kind` is what people are members of. */
  constructor(file_type: FileType, header: readonly string[], kind: 'groups' | 'tags', world: World) {
    this.#world = world;
    this.#user_at = header.indexOf('user_id');
    this.#group_at = header.indexOf(kind === 'groups' ? 'group_id' : 'tag_id');
    this.#status_at = header.indexOf('status');
    const isStatus = statusTest(file_type);
    this.#states = new WordIndex((text) => {
      if (!isStatus(text)) return strange;
      return statusWord(text, ['accepted', 'deleted']) === 'deleted' ? deleted : accepted;
    });
    for (const { id, course } of world[kind].values()) {
      // An ID that looks like a spoilt number is left to those who say so.
      if (!isShortenedNumber(id)) this.#groups.setText(id, this.#courses.length);
      this.#courses.push(course);
    }
  }

  /** Takes the record if it is such a one. */
  take(cells: CellHashes): boolean {
    const { one, two, length } = cells;
    const user_at = this.#user_at;
    const group_at = this.#group_at;
    if (!isGiven(length, user_at) || !isGiven(length, group_at) || !isGiven(length, this.#status_at))
      return false;
    const state = this.#states.read(cells, this.#status_at);
    if (state === strange) return false;
    const { logins, enrollments, sections_by_number } = this.#world;
    const person = logins.livePerson(one[user_at] as number, two[user_at] as number);
    const group = this.#groups.get(one[group_at] as number, two[group_at] as number);
    if (person < 0 || group < 0) return false;
    const course = this.#courses[group] ?? null;
    const fits = state === deleted ? isAny : this.#isLive;
    return course === null || enrollments.isInCourse(person, sections_by_number, course, fits);
  }

  /** Has the memory bring what the records will look up. */
  prepare(batch: readonly CellHashes[], count: number): void {
    if (this.#user_at < 0) return;
    for (let place = 0; place < count; place += 1) {
      const { one, two } = batch[place] as CellHashes;
      this.touched ^= this.#world.logins.touchId(one[this.#user_at] as number, two[this.#user_at] as number);
    }
  }

  readonly #isLive = (enrollment: number) => this.#world.enrollments.state(enrollment) !== 'deleted';
}

const isAny = () => true;
