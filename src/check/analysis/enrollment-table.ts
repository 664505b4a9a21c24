import type { SectionRecord } from './records.ts';

/** States of an enrollment as they are kept in a byte. */
export const enrollmentStates = ['active', 'inactive', 'completed', 'deleted'] as const;

export type EnrollmentState = (typeof enrollmentStates)[number];

const nobody = -1;
const first_capacity = 1024;

/** What tells one enrollment from another. */
export interface EnrollmentKey {
  readonly section: number;
  readonly person: number;
  /** Number of the role as a new server counts them. */
  readonly role: number;
  readonly associated: number | null;
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
  #slots = new Int32Array(first_capacity * 2).fill(nobody);
  #first_of_person = new Int32Array(first_capacity).fill(nobody);

  /** The enrollment with this key, -1 without one. */
  find(section: number, person: number, role: number, associated: number | null): number {
    const wanted = associated ?? nobody;
    for (
      let slot = this.#slotOf(section, person, role, wanted);
      ;
      slot = (slot + 1) & (this.#slots.length - 1)
    ) {
      const at = this.#slots[slot] ?? nobody;
      if (at === nobody) return nobody;
      if (
        this.#person[at] === person &&
        this.#section[at] === section &&
        this.#role[at] === role &&
        this.#associated[at] === wanted
      )
        return at;
    }
  }

  add(
    section: number,
    person: number,
    role: number,
    associated: number | null,
    state: EnrollmentState,
  ): number {
    if (this.size === this.#section.length) this.#grow();
    if (person >= this.#first_of_person.length) this.#growPeople(person);
    const at = this.size++;
    this.#section[at] = section;
    this.#person[at] = person;
    this.#role[at] = role;
    this.#associated[at] = associated ?? nobody;
    this.#next_of_person[at] = this.#first_of_person[person] ?? nobody;
    this.#first_of_person[person] = at;
    this.setState(at, state);
    this.#insert(at);
    return at;
  }

  state(at: number): EnrollmentState {
    return enrollmentStates[this.#state[at] ?? 0] ?? 'active';
  }

  setState(at: number, state: EnrollmentState): void {
    this.#state[at] = enrollmentStates.indexOf(state);
  }

  section(at: number): number {
    return this.#section[at] ?? nobody;
  }

  role(at: number): number {
    return this.#role[at] ?? 0;
  }

  associated(at: number): number | null {
    const person = this.#associated[at] ?? nobody;
    return person === nobody ? null : person;
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

  /** The enrollments of a person, the newest first. */
  *ofPerson(person: number): Generator<number, void, undefined> {
    for (
      let at = this.#first_of_person[person] ?? nobody;
      at !== nobody;
      at = this.#next_of_person[at] ?? nobody
    )
      yield at;
  }

  /** Whether the person has an enrollment in a course that is in the wanted state. */
  isInCourse(
    person: number,
    sections: readonly SectionRecord[],
    course: unknown,
    fits: (at: number) => boolean,
  ) {
    for (const at of this.ofPerson(person))
      if (sections[this.section(at)]?.course === course && fits(at)) return true;
    return false;
  }

  #slotOf(section: number, person: number, role: number, associated: number): number {
    let hash = Math.imul(person, 0x9e3779b1) ^ Math.imul(section, 0x85ebca6b);
    hash ^= Math.imul(role + 1, 0xc2b2ae35) ^ Math.imul(associated, 0x27d4eb2f);
    // Both numbers count up from 0, so that without mixing long runs of slots would fill.
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    return (hash ^ (hash >>> 16)) & (this.#slots.length - 1);
  }

  #insert(at: number): void {
    const mask = this.#slots.length - 1;
    let slot = this.#slotOf(
      this.section(at),
      this.#person[at] ?? 0,
      this.role(at),
      this.#associated[at] ?? nobody,
    );
    while (this.#slots[slot] !== nobody) slot = (slot + 1) & mask;
    this.#slots[slot] = at;
  }

  #grow(): void {
    const capacity = this.#section.length * 2;
    this.#section = grown(this.#section, new Int32Array(capacity));
    this.#person = grown(this.#person, new Int32Array(capacity));
    this.#associated = grown(this.#associated, new Int32Array(capacity));
    this.#next_of_person = grown(this.#next_of_person, new Int32Array(capacity));
    this.#role = grown(this.#role, new Uint8Array(capacity));
    this.#state = grown(this.#state, new Uint8Array(capacity));
    this.#file = grown(this.#file, new Uint16Array(capacity));
    this.#row = grown(this.#row, new Int32Array(capacity));
    this.#content = grown(this.#content, new Int32Array(capacity));
    this.#slots = new Int32Array(capacity * 2).fill(nobody);
    for (let at = 0; at < this.size; at += 1) this.#insert(at);
  }

  #growPeople(person: number): void {
    const capacity = Math.max(person + 1, this.#first_of_person.length * 2);
    this.#first_of_person = grown(this.#first_of_person, new Int32Array(capacity).fill(nobody));
  }
}

function grown<T extends Int32Array | Uint8Array | Uint16Array>(from: T, to: T): T {
  to.set(from as never);
  return to;
}
