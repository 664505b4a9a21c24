import { parseTimestamp } from '../../format/index.ts';
import { statusWord } from '../cells.ts';
import { isShortenedNumber } from './cell-findings.ts';
import { CellIndex } from './cell-hash.ts';
import { type EnrollmentState, enrollmentStates } from './enrollment-table.ts';
import { readYesOrNo, strange, WordIndex } from './lane-words.ts';
import type { CellHashes } from './plain-reader.ts';
import { courseRole } from './plan/roles.ts';
import type { CourseRecord } from './records.ts';
import { joinCells } from './repeats.ts';
import type { World } from './world.ts';

const states = ['active', 'deleted', 'completed', 'inactive'] as const;

/**
 * Takes enrollments about which there is nothing to say, from the hashes of their cells: people, section and course
 * live, the role is known, nothing like it came before. All others are left to the plan of enrollments, which decides.
 */
export class EnrollmentLane {
  readonly #world: World;
  readonly #people = new CellIndex();
  readonly #sections = new CellIndex();
  readonly #courses = new CellIndex();
  readonly #course_numbers = new Map<CourseRecord, number>();
  readonly #course_of_section: Int32Array;
  readonly #default_section: Int32Array;
  readonly #roles = new WordIndex(readRole);
  readonly #states = new WordIndex(readState);
  readonly #dates = new WordIndex((text) => this.#readDate(text));
  readonly #timestamps: string[] = [];
  readonly #words = new WordIndex(readYesOrNo);
  readonly #at: Readonly<Record<string, number>>;
  readonly #never: readonly number[];
  readonly #booleans: readonly number[];
  readonly #content_places: readonly number[];

  constructor(header: readonly string[], content_places: readonly number[], world: World) {
    this.#world = world;
    this.#content_places = content_places;
    this.#at = Object.fromEntries(header.map((name, at) => [name, header.indexOf(name) === at ? at : -1]));
    const places = (...names: readonly string[]) =>
      names.map((name) => header.indexOf(name)).filter((at) => at >= 0);
    // What these columns ask for is rare, or has to be weighed.
    this.#never = places(
      ...['role_id', 'user_integration_id', 'root_account'],
      ...['associated_user_id', 'temporary_enrollment_source_user_id'],
    );
    this.#booleans = places('limit_section_privileges', 'notify');
    this.#course_of_section = new Int32Array(world.sections_by_number.length).fill(-1);
    this.#default_section = new Int32Array(world.courses.size).fill(-1);
    for (const course of world.courses.values()) {
      const number = this.#course_numbers.size;
      this.#course_numbers.set(course, number);
      if (course.state !== 'deleted') put(this.#courses, course.id, number);
    }
    for (const { number, id, state, course } of world.sections_by_number) {
      if (state === 'deleted' || course.state === 'deleted') continue;
      this.#course_of_section[number] = this.#course_numbers.get(course) ?? -1;
      if (id !== '') put(this.#sections, id, number);
    }
    for (const { id, state, person } of world.logins.values())
      if (state !== 'deleted') put(this.#people, id, person);
  }

  /** Takes the record if it is such a one; `file` and `row` are where it stands. */
  take(cells: CellHashes, file: number, row: number): boolean {
    const { one, two, length } = cells;
    const lengthAt = (at: number | undefined) => (at === undefined || at < 0 ? 0 : (length[at] as number));
    for (const at of this.#never) if (length[at] !== 0) return false;
    const { role: role_at, status: status_at, user_id: user_at } = this.#at;
    const { course_id: course_at, section_id: section_at, start_date, end_date } = this.#at;
    if (role_at === undefined || status_at === undefined || user_at === undefined) return false;
    if (lengthAt(role_at) === 0 || lengthAt(status_at) === 0 || lengthAt(user_at) === 0) return false;
    if (lengthAt(start_date) + lengthAt(end_date) > 0 && !this.#hasPlainDates(cells)) return false;
    for (const at of this.#booleans)
      if (length[at] !== 0 && this.#words.read(cells, at) === strange) return false;
    const role = this.#roles.read(cells, role_at);
    const state = this.#states.read(cells, status_at);
    if (role === strange || state === strange) return false;
    const person = this.#people.get(one[user_at] as number, two[user_at] as number);
    if (person < 0) return false;
    const section = this.#sectionOf(cells, course_at, section_at);
    const { enrollments } = this.#world;
    if (section < 0 || enrollments.find(section, person, role, null) >= 0) return false;
    const made = enrollments.add(section, person, role, null, enrollmentStates[state] as EnrollmentState);
    enrollments.setPlace(made, file, row, joinCells(one, this.#content_places, 0));
    return true;
  }

  /** Notes the default section that the plan has made, for the next rows of its course. */
  notice(enrollment: number): void {
    const section = this.#world.sections_by_number[this.#world.enrollments.section(enrollment)];
    if (section?.id !== '' || section.course.state === 'deleted') return;
    const course = this.#course_numbers.get(section.course);
    if (course !== undefined) this.#default_section[course] = section.number;
  }

  #sectionOf({ one, two, length }: CellHashes, course_at = -1, section_at = -1): number {
    const hasCourse = course_at >= 0 && length[course_at] !== 0;
    const course = hasCourse ? this.#courses.get(one[course_at] as number, two[course_at] as number) : -1;
    if (hasCourse && course < 0) return -1;
    if (section_at < 0 || length[section_at] === 0)
      return hasCourse ? (this.#default_section[course] ?? -1) : -1;
    const section = this.#sections.get(one[section_at] as number, two[section_at] as number);
    return section >= 0 && (!hasCourse || this.#course_of_section[section] === course) ? section : -1;
  }

  #hasPlainDates(cells: CellHashes): boolean {
    const { start_date = -1, end_date = -1 } = this.#at;
    if (start_date < 0 || end_date < 0) return false;
    if (cells.length[start_date] === 0 || cells.length[end_date] === 0) return false;
    const start = this.#timestamps[this.#dates.read(cells, start_date)];
    const end = this.#timestamps[this.#dates.read(cells, end_date)];
    return start !== undefined && end !== undefined && start <= end;
  }

  #readDate(text: string): number {
    const timestamp = parseTimestamp(text);
    return timestamp === null ? strange : this.#timestamps.push(timestamp) - 1;
  }
}

/** An ID that looks like a spoilt number is left to those who say so. */
function put(index: CellIndex, id: string, number: number): void {
  if (!isShortenedNumber(id)) index.setText(id, number);
}

const readRole = (text: string) => courseRole(null, text) || strange;

function readState(text: string): number {
  const word = statusWord(text, states);
  return word === null || word === 'deleted' ? strange : enrollmentStates.indexOf(word);
}
