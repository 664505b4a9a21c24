import { grown } from './grown.ts';
import type { SectionRecord } from './records.ts';

/** States of an enrollment as they are kept in a byte. */
export const enrollmentStates = ['active', 'inactive', 'completed', 'deleted'] as const;

export type EnrollmentState = (typeof enrollmentStates)[number];

export function stateNumber(state: EnrollmentState): number {
  return enrollmentStates.indexOf(state);
}

/** In place of a person or an enrollment. */
export const nobody = -1;
const first_capacity = 1024;
const slot_fields = 2;
const slots_per_enrollment = 2;

/** What tells one enrollment from another. */
export interface EnrollmentKey {
  readonly section: number;
  readonly person: number;
  /** Number of the role as a new server counts them. */
  readonly role: number;
  readonly associated: number;
}

/**
 * Enrollments in typed arrays, some 40 bytes each: half a million of them as objects would take ten times as much.
 * Found by their key through a hash table, and by person through a chain.
 */
export class EnrollmentTable {
  size = 0;
  #section = new Int32Array(first_capacity);
  #person = new Int32Array(first_capacity);
  #associated = new Int32Array(first_capacity);
  #next_of_person = new Int32Array(first_capacity);
  #role = new Uint8Array(first_capacity);
  #state = new Uint8Array(first_capacity);
  /** Where the row stood: number of the file and row, and what it said. */
  #file = new Uint16Array(first_capacity);
  #row = new Int32Array(first_capacity);
  #content = new Int32Array(first_capacity);
  /** Each has the number of an enrollment and the hash of its key: a look-up meets the memory once. */
  #slots = new Int32Array(slot_fields * slots_per_enrollment * first_capacity).fill(nobody);
  readonly #observers = new Set<number>();
  #first_of_person = new Int32Array(first_capacity).fill(nobody);

  /** The enrollment with this key, -1 without one. */
  find(section: number, person: number, role: number, associated: number): number {
    const hash = hashOf(section, person, role, associated);
    const slots = this.#slots;
    const mask = slots.length / slot_fields - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const at = slots[slot_fields * slot] as number;
      if (at === nobody) return nobody;
      if (
        slots[slot_fields * slot + 1] === hash &&
        this.#person[at] === person &&
        this.#section[at] === section &&
        this.#role[at] === role &&
        this.#associated[at] === associated
      )
        return at;
    }
  }

  /** Where the key of an enrollment that observes nobody is looked for. */
  slotOf(section: number, person: number, role: number): number {
    return hashOf(section, person, role, nobody) & (this.#slots.length / slot_fields - 1);
  }

  /** Has the memory bring what `find` and `add` will look at; as `CellIndex.touch`. */
  touch(slot: number, person: number): number {
    return (this.#slots[slot_fields * slot] as number) ^ (this.#first_of_person[person] ?? nobody);
  }

  add(section: number, person: number, role: number, associated: number, state_number: number): number {
    if (this.size === this.#section.length) this.#grow(2 * this.size);
    if (person >= this.#first_of_person.length) this.#growPeople(person);
    const at = this.size++;
    this.#section[at] = section;
    this.#person[at] = person;
    this.#role[at] = role;
    this.#associated[at] = associated;
    if (associated !== nobody) this.#observers.add(person);
    this.#next_of_person[at] = this.#first_of_person[person] ?? nobody;
    this.#first_of_person[person] = at;
    this.#state[at] = state_number;
    this.#insert(at, hashOf(section, person, role, associated));
    return at;
  }

  state(at: number): EnrollmentState {
    return enrollmentStates[this.#state[at] ?? 0] ?? 'active';
  }

  setState(at: number, state: EnrollmentState): void {
    this.#state[at] = stateNumber(state);
  }

  section(at: number): number {
    return this.#section[at] ?? nobody;
  }

  role(at: number): number {
    return this.#role[at] ?? 0;
  }

  /** The person whom an observer observes, `nobody` where there is none. */
  associated(at: number): number {
    return this.#associated[at] ?? nobody;
  }

  /** Whether the person has an enrollment as somebody's observer. */
  observes(person: number): boolean {
    return this.#observers.has(person);
  }

  /** Notes the row that made or last changed it. */
  setPlace(at: number, file: number, row: number, content: number): void {
    this.#file[at] = file;
    this.#row[at] = row;
    this.#content[at] = content;
  }

  file(at: number): number {
    return this.#file[at] ?? 0;
  }

  row(at: number): number {
    return this.#row[at] ?? 0;
  }

  content(at: number): number {
    return this.#content[at] ?? 0;
  }

  /** Whether the person has an enrollment in a course that is in the wanted state. */
  isInCourse(
    person: number,
    sections: readonly SectionRecord[],
    course: unknown,
    fits: (at: number) => boolean,
  ): boolean {
    let at = this.#first_of_person[person] ?? nobody;
    while (at !== nobody) {
      if (sections[this.section(at)]?.course === course && fits(at)) return true;
      at = this.#next_of_person[at] as number;
    }
    return false;
  }

  #insert(at: number, hash: number): void {
    const slots = this.#slots;
    const mask = slots.length / slot_fields - 1;
    let slot = hash & mask;
    while (slots[slot_fields * slot] !== nobody) slot = (slot + 1) & mask;
    slots[slot_fields * slot] = at;
    slots[slot_fields * slot + 1] = hash;
  }

  /** Makes room for so many more: cheaper than to grow in steps. */
  expect(count: number): void {
    const wanted = this.size + count;
    if (wanted > this.#section.length) this.#grow(2 ** Math.ceil(Math.log2(wanted)));
  }

  #grow(capacity: number): void {
    this.#section = grown(this.#section, new Int32Array(capacity));
    this.#person = grown(this.#person, new Int32Array(capacity));
    this.#associated = grown(this.#associated, new Int32Array(capacity));
    this.#next_of_person = grown(this.#next_of_person, new Int32Array(capacity));
    this.#role = grown(this.#role, new Uint8Array(capacity));
    this.#state = grown(this.#state, new Uint8Array(capacity));
    this.#file = grown(this.#file, new Uint16Array(capacity));
    this.#row = grown(this.#row, new Int32Array(capacity));
    this.#content = grown(this.#content, new Int32Array(capacity));
    const before = this.#slots;
    this.#slots = new Int32Array(slot_fields * slots_per_enrollment * capacity).fill(nobody);
    for (let slot = 0; slot < before.length; slot += slot_fields) {
      const at = before[slot] as number;
      if (at !== nobody) this.#insert(at, before[slot + 1] as number);
    }
  }

  #growPeople(person: number): void {
    const capacity = Math.max(person + 1, this.#first_of_person.length * 2);
    this.#first_of_person = grown(this.#first_of_person, new Int32Array(capacity).fill(nobody));
  }
}

function hashOf(section: number, person: number, role: number, associated: number): number {
  let hash = Math.imul(person, 0x9e3779b1) ^ Math.imul(section, 0x85ebca6b);
  hash ^= Math.imul(role + 1, 0xc2b2ae35) ^ Math.imul(associated, 0x27d4eb2f);
  // Both numbers count up from 0, so that without mixing long runs of slots would fill.
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
