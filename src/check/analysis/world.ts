import { CellIndex } from './cell-index.ts';
import { EnrollmentTable } from './enrollment-table.ts';
import { LoginIndex } from './login-index.ts';
import { type Indexed, RecordIndex } from './record-index.ts';
import type {
  AbstractCourseRecord,
  AccountRecord,
  CourseRecord,
  GroupRecord,
  SectionRecord,
  SetNames,
  SetRecord,
  TagRecord,
  TermRecord,
} from './records.ts';

/** All that the rows so far would have made on a server that holds nothing else. */
export class World {
  readonly accounts = new RecordIndex<AccountRecord>();
  readonly terms = new RecordIndex<TermRecord>();
  readonly abstract_courses = new RecordIndex<AbstractCourseRecord>();
  readonly courses = new RecordIndex<CourseRecord>();
  readonly sections = new RecordIndex<SectionRecord>();
  /** By number, default sections too. */
  readonly sections_by_number: SectionRecord[] = [];
  readonly logins = new LoginIndex();
  readonly enrollments = new EnrollmentTable();
  readonly categories = new RecordIndex<SetRecord>();
  readonly groups = new RecordIndex<GroupRecord>();
  readonly tag_sets = new RecordIndex<SetRecord>();
  readonly tags = new RecordIndex<GroupRecord>();
  readonly institutional_categories = new RecordIndex<TagRecord>();
  readonly institutional_tags = new RecordIndex<TagRecord>();
  /** Live links of observers, `observer student`. */
  readonly observer_links = new Set<string>();
  /** The names of the sets that lie in accounts; that of the root account is under null. */
  readonly #account_set_names = new Map<AccountRecord | null, SetNames>();
  /** The number of the login that came first with an e-mail address. */
  emails = new CellIndex();

  /** The index of the objects that a kind of reference names. */
  indexOf(kind: string): RecordIndex<Indexed> | null {
    const indexes: Readonly<Record<string, unknown>> = {
      account: this.accounts,
      term: this.terms,
      abstract_course: this.abstract_courses,
      course: this.courses,
      section: this.sections,
      user: this.logins,
      group_category: this.categories,
      group: this.groups,
      differentiation_tag_set: this.tag_sets,
      differentiation_tag: this.tags,
      institutional_tag_category: this.institutional_categories,
      institutional_tag: this.institutional_tags,
    };
    return (indexes[kind] as RecordIndex<Indexed> | undefined) ?? null;
  }

  has(kind: string, id: string): boolean {
    return this.indexOf(kind)?.get(id) !== undefined;
  }

  /** Makes a section of a course; without an ID it is the default one. */
  makeSection(
    course: CourseRecord,
    id: string | null,
    integration_id: string | null,
    name: string,
    state: SectionRecord['state'],
  ): SectionRecord {
    const section: SectionRecord = {
      id: id ?? '',
      integration_id,
      number: this.sections_by_number.length,
      name,
      state,
      is_default: id === null,
      course,
      home: null,
    };
    this.sections_by_number.push(section);
    section.course.sections.push(section);
    return id === null ? section : this.sections.add(section);
  }

  /** The live sets of a place by name. */
  setNamesOf(account: AccountRecord | null, course: CourseRecord | null): SetNames {
    if (course !== null) return course.set_names;
    let names = this.#account_set_names.get(account);
    if (names === undefined) {
      names = new Map();
      this.#account_set_names.set(account, names);
    }
    return names;
  }
}
