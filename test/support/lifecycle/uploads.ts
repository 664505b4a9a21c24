import fc from 'fast-check';

// Courses alone: what one import does to them can be told in a few lines. They are few, so that imports meet.
const COURSES = 14;

/** What a row makes of its course, whatever it was before; `bad`: it has no name, and is refused. */
export interface DrawnRow {
  readonly course: number;
  readonly state: 'available' | 'completed' | 'deleted' | 'bad';
}

/** An upload and its options, as they are drawn. */
export interface DrawnUpload {
  readonly rows: readonly DrawnRow[];
  /** With it comes a file that cannot be read. */
  readonly broken: boolean;
  /** What it leaves out is removed: of any share, or not of too large a share. */
  readonly batch: 'off' | 'any share' | 'small share';
  /** Applied as it is; held first if it would delete more than a school allows; or only shown. */
  readonly manner: 'real' | 'hold' | 'dry run';
}

/** Of how many courses an import may make an end before it is held. */
export const MOST_DELETED = 2;

/** The settings of a school: what holds an import is this limit, and nothing else. */
export const settings = { hold_limits: `courses.account.deleted=${MOST_DELETED}, any.account.left=off` };

/** Percent that `small share` allows. */
export const SMALL_SHARE = 50;

const state = fc.oneof(
  { weight: 6, arbitrary: fc.constant('available' as const) },
  { weight: 2, arbitrary: fc.constant('completed' as const) },
  { weight: 2, arbitrary: fc.constant('deleted' as const) },
  { weight: 1, arbitrary: fc.constant('bad' as const) },
);

export const drawnUpload: fc.Arbitrary<DrawnUpload> = fc.record({
  rows: fc.array(fc.record({ course: fc.nat({ max: COURSES - 1 }), state }), {
    minLength: 1,
    maxLength: 60,
    size: 'max',
  }),
  broken: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  batch: fc.oneof(
    { weight: 3, arbitrary: fc.constant('off' as const) },
    { weight: 2, arbitrary: fc.constant('any share' as const) },
    { weight: 1, arbitrary: fc.constant('small share' as const) },
  ),
  manner: fc.oneof(
    { weight: 4, arbitrary: fc.constant('real' as const) },
    { weight: 3, arbitrary: fc.constant('hold' as const) },
    { weight: 1, arbitrary: fc.constant('dry run' as const) },
  ),
});

const words = {
  available: 'published',
  completed: 'completed',
  deleted: 'deleted',
  bad: 'published',
} as const;

export function filesOf({ rows, broken }: DrawnUpload): Readonly<Record<string, Buffer>> {
  const lines = rows.map(
    ({ course, state }) => `C${course},${state === 'bad' ? ',' : `C${course},Course`},${words[state]}`,
  );
  const courses = ['course_id,short_name,long_name,status', ...lines, ''].join('\n');
  return {
    'courses.csv': Buffer.from(courses),
    ...(broken ? { 'users.csv': Buffer.from('user_id,"login\n') } : {}),
  };
}

const manners = { real: {}, hold: { hold: 'on' }, 'dry run': { dry_run: true } } as const;

export function optionsOf({ batch, manner }: DrawnUpload, term_id: number): object {
  if (batch === 'off') return manners[manner];
  const share = batch === 'small share' ? { change_threshold: SMALL_SHARE } : {};
  return { batch_mode: true, batch_mode_term_id: term_id, ...share, ...manners[manner] };
}
