/** What is known of an org. */
export interface Org {
  readonly type: string;
  readonly parent: string | null;
  readonly account_id: string | null;
}

/** What is known of an academic session. */
export interface Session {
  readonly parent: string | null;
  readonly is_term: boolean;
  readonly start: string | null;
  readonly end: string | null;
}

/** What is known of a course of the catalogue. */
export interface CatalogueCourse {
  readonly code: string | null;
  readonly kept: boolean;
  /** Whether a class has named it. */
  used: boolean;
}

/** What is known of a person. */
export interface Person {
  /** Null for somebody who was left out. */
  readonly user_id: string | null;
  readonly deleted: boolean;
  readonly is_student: boolean;
  readonly is_observer: boolean;
}

/** The roles of a person, which stand in a file of their own since 1.2. */
export interface PersonRoles {
  readonly primary: string | null;
  /** Whether the primary one is said to be so, and not only the first. */
  readonly is_said: boolean;
  readonly all: readonly string[];
  readonly orgs: readonly string[];
}

/** What later files need to know of earlier ones, by sourcedId. Nothing is held of enrollments. */
export interface Roster {
  readonly orgs: Map<string, Org>;
  readonly sessions: Map<string, Session>;
  readonly courses: Map<string, CatalogueCourse>;
  readonly classes: Map<string, 'kept' | 'left_out' | 'deleted'>;
  readonly roles: Map<string, PersonRoles>;
  readonly people: Map<string, Person>;
  /** Observer and student, by user_id. */
  readonly observed: Set<string>;
}

/** A roster of which nothing is known yet. */
export function emptyRoster(): Roster {
  return {
    orgs: new Map(),
    sessions: new Map(),
    courses: new Map(),
    classes: new Map(),
    roles: new Map(),
    people: new Map(),
    observed: new Set(),
  };
}

/** An id and all above it, nearest first; a circle ends where it closes. */
export function lineage(
  id: string,
  known: ReadonlyMap<string, { readonly parent: string | null }>,
): readonly string[] {
  const line: string[] = [];
  for (let at: string | null = id; at !== null && !line.includes(at); at = known.get(at)?.parent ?? null)
    line.push(at);
  return line;
}
