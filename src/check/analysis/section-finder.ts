import { isShortenedNumber } from './cell-findings.ts';
import { CellIndex } from './cell-index.ts';
import { type CellHashes, isGiven } from './record-cells.ts';
import type { CourseRecord } from './records.ts';
import type { World } from './world.ts';

/** Finds the live sections to which enrollments lead, from the hashes of their cells. */
export class SectionFinder {
  readonly #world: World;
  readonly #course_at: number;
  readonly #section_at: number;
  readonly #sections = new CellIndex();
  readonly #courses = new CellIndex();
  readonly #course_numbers = new Map<CourseRecord, number>();
  readonly #course_of_section: Int32Array;
  readonly #home_of_section: Int32Array;
  readonly #default_section: Int32Array;
  /** The place of the row read last, as files are most often sorted by it: its hashes, and its section. */
  readonly #last = { section_one: 0, section_two: 0, course_one: 0, course_two: 0, section: -1 };

  /** `course_at` and `section_at` are where the cells stand in a record, -1 for none. */
  constructor(course_at: number, section_at: number, world: World) {
    this.#world = world;
    this.#course_at = course_at;
    this.#section_at = section_at;
    this.#course_of_section = new Int32Array(world.sections_by_number.length).fill(-1);
    this.#home_of_section = new Int32Array(world.sections_by_number.length).fill(-1);
    this.#default_section = new Int32Array(world.courses.size).fill(-1);
    for (const course of world.courses.values()) {
      const number = this.#course_numbers.size;
      this.#course_numbers.set(course, number);
      if (course.state !== 'deleted') put(this.#courses, course.id, number);
    }
    for (const { number, id, state, course, home } of world.sections_by_number) {
      if (state === 'deleted' || course.state === 'deleted') continue;
      this.#course_of_section[number] = this.#course_numbers.get(course) ?? -1;
      if (home !== null) this.#home_of_section[number] = this.#course_numbers.get(home) ?? -1;
      if (id !== '') put(this.#sections, id, number);
    }
  }

  /** The section that a record names, or the default one of its course; -1 where that has to be weighed. */
  find({ one, two, length }: CellHashes): number {
    const course_id = this.#course_at;
    const section_id = this.#section_at;
    const has_course = isGiven(length, course_id);
    const has_section = isGiven(length, section_id);
    const course_one = has_course ? (one[course_id] as number) : 0;
    const course_two = has_course ? (two[course_id] as number) : 0;
    const section_one = has_section ? (one[section_id] as number) : 0;
    const section_two = has_section ? (two[section_id] as number) : 0;
    const last = this.#last;
    if (
      last.section_one !== section_one ||
      last.section_two !== section_two ||
      last.course_one !== course_one ||
      last.course_two !== course_two
    ) {
      const course = has_course ? this.#courses.get(course_one, course_two) : -1;
      last.section =
        has_course && course < 0
          ? -1
          : has_section
            ? this.#sectionOfCourse(course, this.#sections.get(section_one, section_two))
            : (this.#default_section[course] ?? -1);
      last.section_one = section_one;
      last.section_two = section_two;
      last.course_one = course_one;
      last.course_two = course_two;
    }
    return last.section;
  }

  /** The section if it is in the course, or was before it was cross-listed away, where the row names one. */
  #sectionOfCourse(course: number, section: number): number {
    if (course < 0 || section < 0) return section;
    const is_its_own =
      this.#course_of_section[section] === course || this.#home_of_section[section] === course;
    return is_its_own ? section : -1;
  }

  /** Notes the default section that the plan has made, for the next rows of its course. */
  notice(enrollment: number): void {
    const section = this.#world.sections_by_number[this.#world.enrollments.section(enrollment)];
    if (section?.id !== '' || section.course.state === 'deleted') return;
    const course = this.#course_numbers.get(section.course);
    if (course !== undefined) this.#default_section[course] = section.number;
    this.#last.section_one = this.#last.course_one = 0;
  }
}

/** An ID that looks like a spoilt number is left to those who say so. */
function put(index: CellIndex, id: string, number: number): void {
  if (!isShortenedNumber(id)) index.setText(id, number);
}
