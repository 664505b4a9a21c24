/** What an entry of a plan says, worst first. */
export const planActions = ['delete', 'conclude', 'change', 'create', 'blocked', 'message'] as const;

/**
 * `conclude`: completed, made inactive or suspended. `blocked`: a change that stickiness keeps from being made.
 * `message`: what the import would say about a row or a file.
 */
export type PlanAction = (typeof planActions)[number];

/** The objects that a plan speaks of, containers first. */
export const planKinds = [
  'accounts',
  'terms',
  'term_dates',
  'abstract_courses',
  'courses',
  'sections',
  'users',
  'logins',
  'communication_channels',
  'enrollments',
  'admins',
  'group_categories',
  'groups',
  'group_memberships',
  'institutional_tag_categories',
  'institutional_tags',
  'institutional_tag_associations',
  'user_observers',
] as const;

export type PlanKind = (typeof planKinds)[number];

/** What an import would do to an object, or say of a row. */
export interface PlanEntry {
  /** Of a message: the plural of the file type that it is about, or `import`. */
  readonly kind: string;
  readonly action: PlanAction;
  /** By which the object is known: `{"course_id": "C1", "section_id": "S1", "user_id": "U1", "role": "..."}`. */
  readonly sis_ids: Readonly<Record<string, string>>;
  readonly name: string | null;
  /** The fields that change as they are; null for a new object. Of `blocked`: what stays. */
  readonly before: Readonly<Record<string, unknown>> | null;
  /** The same fields as they would be, or what a new object holds. Of `blocked`: what the row asks for. */
  readonly after: Readonly<Record<string, unknown>> | null;
  /** The file and the row that ask for it, header 1; null for what other changes take along, and for batch mode. */
  readonly file: string | null;
  readonly row: number | null;
  /** Of a message. */
  readonly code: string | null;
  readonly message: string | null;
}
