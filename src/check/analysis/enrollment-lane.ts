import { enrollment, parseTimestamp } from '../../format/index.ts';
import { statusWord } from '../cells.ts';
import { nobody, stateNumber } from './enrollment-table.ts';
import { booleanPlaces, readYesOrNo, strange, WordIndex } from './lane-words.ts';
import { batch_rows } from './plain-reader.ts';
import { enrollmentStatuses } from './plan/enrollment.ts';
import { courseRole, isObserver } from './plan/roles.ts';
import { type CellHashes, isGiven } from './record-cells.ts';
import { joinContent } from './repeats.ts';
import { SectionFinder } from './section-finder.ts';
import type { World } from './world.ts';

/** Where cells stand in a record; -1 for columns that the file does not have. */
type EnrollmentPlaces = Readonly<
  Record<
    | 'role'
    | 'status'
    | 'user_id'
    | 'course_id'
    | 'section_id'
    | 'start_date'
    | 'end_date'
    | 'associated_user_id',
    number
  >
>;

/**
 * Takes enrollments about which there is nothing to say, from the hashes of their cells: people, section and course
 * live, the role is known, nothing like it came before. All others are left to the plan of enrollments, which decides.
 */
export class EnrollmentLane {
  readonly #world: World;
  readonly #finder: SectionFinder;
  readonly #roles = new WordIndex(readRole);
  readonly #states = new WordIndex(readState);
  readonly #dates = new WordIndex((text) => this.#readDate(text));
  readonly #timestamps: string[] = [];
  readonly #words = new WordIndex(readYesOrNo);
  readonly #at: EnrollmentPlaces;
  readonly #never: readonly number[];
  readonly #booleans: readonly number[];
  readonly #content_places: readonly number[];

  /** Of the records of a batch; `touched` is kept for nobody, but what is not used would not be brought. */
  readonly #prepared = { people: new Int32Array(batch_rows), slots: new Int32Array(batch_rows), touched: 0 };

  constructor(header: readonly string[], content_places: readonly number[], world: World) {
    this.#world = world;
    this.#content_places = content_places;
    const place = (name: string) => header.indexOf(name);
    this.#at = {
      role: place('role'),
      status: place('status'),
      user_id: place('user_id'),
      course_id: place('course_id'),
      section_id: place('section_id'),
      start_date: place('start_date'),
      end_date: place('end_date'),
      associated_user_id: place('associated_user_id'),
    };
    const places = (...names: readonly string[]) => names.map(place).filter((at) => at >= 0);
    // What these columns ask for is rare, or has to be weighed.
    this.#never = places(
      ...['role_id', 'user_integration_id', 'root_account', 'temporary_enrollment_source_user_id'],
    );
    this.#booleans = booleanPlaces(enrollment, header);
    this.#finder = new SectionFinder(this.#at.course_id, this.#at.section_id, world);
  }

  /** Has the memory bring what the records will look up: first their people, then what depends on these. */
  prepare(batch: readonly CellHashes[], count: number): void {
    const { user_id, role } = this.#at;
    if (user_id < 0 || role < 0) return;
    const { logins, enrollments } = this.#world;
    const { people, slots } = this.#prepared;
    let touched = 0;
    for (let place = 0; place < count; place += 1) {
      const { one, two } = batch[place] as CellHashes;
      touched ^= logins.touchId(one[user_id] as number, two[user_id] as number);
    }
    for (let place = 0; place < count; place += 1) {
      const { one, two } = batch[place] as CellHashes;
      people[place] = logins.livePerson(one[user_id] as number, two[user_id] as number);
    }
    for (let place = 0; place < count; place += 1) {
      const cells = batch[place] as CellHashes;
      const section = this.#finder.find(cells);
      slots[place] = enrollments.slotOf(section, people[place] as number, this.#roles.read(cells, role));
    }
    for (let place = 0; place < count; place += 1)
      touched ^= enrollments.touch(slots[place] as number, people[place] as number);
    this.#prepared.touched = touched;
  }

  /** Takes the record if it is such a one; `file` and `row` are where it stands. */
  take(cells: CellHashes, file: number, row: number): boolean {
    const { one, two, length } = cells;
    const at = this.#at;
    if (!isGiven(length, at.role) || !isGiven(length, at.status) || !isGiven(length, at.user_id))
      return false;
    for (const never of this.#never) if (length[never] !== 0) return false;
    for (const boolean of this.#booleans)
      if (length[boolean] !== 0 && this.#words.read(cells, boolean) === strange) return false;
    if ((isGiven(length, at.start_date) || isGiven(length, at.end_date)) && !this.#hasPlainDates(cells))
      return false;
    const role = this.#roles.read(cells, at.role);
    const state = this.#states.read(cells, at.status);
    if (role === strange || state === strange) return false;
    const { logins, enrollments } = this.#world;
    const person = logins.livePerson(one[at.user_id] as number, two[at.user_id] as number);
    if (person < 0) return false;
    const section = this.#finder.find(cells);
    const associated = this.#observedBy(person, role, cells);
    if (section < 0 || associated === strange) return false;
    if (enrollments.find(section, person, role, associated) >= 0) return false;
    const made = enrollments.add(section, person, role, associated, state);
    enrollments.setPlace(made, file, row, joinContent(cells, this.#content_places));
    return true;
  }

  /** Hears of an enrollment that the plan has made or met. */
  notice(enrollment: number): void {
    this.#finder.notice(enrollment);
  }

  /** Whom an observer observes; `strange` where that has to be weighed, and where others are to observe. */
  #observedBy(person: number, role: number, { one, two, length }: CellHashes): number {
    const at = this.#at.associated_user_id;
    if (!isGiven(length, at)) return nobody;
    const { logins, enrollments } = this.#world;
    const associated = logins.livePerson(one[at] as number, two[at] as number);
    // Whoever observes somebody may be observed by them.
    const is_strange =
      !isObserver(role) || associated < 0 || associated === person || enrollments.observes(associated);
    return is_strange ? strange : associated;
  }

  #hasPlainDates(cells: CellHashes): boolean {
    const { start_date, end_date } = this.#at;
    if (!isGiven(cells.length, start_date) || !isGiven(cells.length, end_date)) return false;
    const start = this.#timestamps[this.#dates.read(cells, start_date)];
    const end = this.#timestamps[this.#dates.read(cells, end_date)];
    return start !== undefined && end !== undefined && start <= end;
  }

  #readDate(text: string): number {
    const timestamp = parseTimestamp(text);
    return timestamp === null ? strange : this.#timestamps.push(timestamp) - 1;
  }
}

const readRole = (text: string) => courseRole(null, text) || strange;

function readState(text: string): number {
  const word = statusWord(text, enrollmentStatuses);
  // What is last depends on the others.
  return word === null || word === 'deleted_last_completed' ? strange : stateNumber(word);
}
