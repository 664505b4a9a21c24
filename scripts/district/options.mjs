/** File types in processing order: option for the number of rows, file name, rows when the option is not given. */
export const SIZES = {
  change_sis_id: { option: 'changes', rows: ({ user }) => Math.max(7, Math.floor(user / 1000)) },
  account: { option: 'accounts', rows: ({ user }) => clamp(user / 200, 1, 50) },
  term: { option: 'terms', rows: () => 4 },
  abstract_course: { option: 'abstract-courses', rows: ({ course }) => clamp(course / 50, 1, 1000) },
  course: { option: 'courses', rows: ({ user }) => Math.max(1, Math.floor(user / 20)) },
  section: { option: 'sections', rows: ({ course }) => course * 2 },
  xlist: { option: 'xlists', rows: ({ section }) => Math.floor(section / 100) },
  user: { option: 'users', rows: () => 1000 },
  login: { option: 'logins', rows: ({ user }) => Math.floor(user / 100) },
  enrollment: { option: 'enrollments', rows: ({ user }) => user * 5 },
  admin: { option: 'admins', rows: ({ user }) => clamp(user / 1000, 1, 1000) },
  group_category: { option: 'categories', rows: ({ group }) => Math.ceil(group / 5) },
  group: { option: 'groups', rows: ({ user }) => Math.floor(user / 50) },
  group_membership: { option: 'memberships', rows: ({ group }) => group * 10 },
  differentiation_tag_set: { option: 'tag-sets', rows: ({ course }) => Math.ceil(course / 50) },
  differentiation_tag: { option: 'tags', rows: ({ differentiation_tag_set: sets }) => sets * 3 },
  differentiation_tag_membership: {
    option: 'tag-memberships',
    rows: ({ differentiation_tag: tags }) => tags * 2,
  },
  institutional_tag_category: { option: 'itag-categories', rows: () => 5 },
  institutional_tag: {
    option: 'itags',
    rows: ({ institutional_tag_category: categories }) => categories * 4,
  },
  institutional_tag_association: { option: 'itag-associations', rows: ({ user }) => Math.floor(user / 20) },
  grade_publishing_results: {
    option: 'grade-results',
    rows: ({ enrollment }) => Math.floor(enrollment / 100),
  },
  user_observer: { option: 'observers', rows: ({ user }) => Math.floor(user / 20) },
};

/** Written only when `--types` names them: an empty server has nothing they could be valid for, or they are legacy. */
const ON_REQUEST = [
  'change_sis_id',
  'abstract_course',
  'differentiation_tag_set',
  'differentiation_tag',
  'differentiation_tag_membership',
  'institutional_tag_category',
  'institutional_tag',
  'institutional_tag_association',
  'grade_publishing_results',
];

export const ALL_TYPES = Object.keys(SIZES);
export const USUAL_TYPES = ALL_TYPES.filter((type) => !ON_REQUEST.includes(type));
const ORDERS = ['section', 'user', 'random'];
/** Sizes that others are reckoned from, so they are settled first. */
const FIRST = ['user', 'course', 'section', 'group', 'enrollment'];

function clamp(value, low, high) {
  return Math.max(low, Math.min(high, Math.floor(value)));
}

export const HELP = `Writes the SIS files of an invented school district. The same options give the same bytes.

  npm run generate:district -- --users 100000 --out <folder> [options]

Where to
  --out <folder>      the files are written here; needed
  --zip               one zip instead: <folder>/district.zip, or <out> itself when it ends in .zip
  --types <list>      file types, comma separated, or "all". Without it:
                      ${USUAL_TYPES.slice(0, 7).join(',')},
                      ${USUAL_TYPES.slice(7).join(',')}
                      The others are legacy, or refer to what an empty server does not have:
                      ${ON_REQUEST.slice(0, 3).join(',')},
                      ${ON_REQUEST.slice(3, 6).join(',')},
                      ${ON_REQUEST.slice(6).join(',')}
                      Leaving a type out changes no other file, but change_sis_id makes the others use
                      the new ids, and abstract_course makes some courses refer to abstract courses.

Rows of each type (the default follows the number of users)
${sizeLines()}
  --overrides         further term rows: date overrides for one enrollment type (0)

What is in them
  --seed <n>          another number is another district (1)
  --order <o>         enrollments by section, by user or at random (section); the rows are the same
  --faults <p>        fraction of rows with a mistake, 0 to 0.5 (0). Every type has its own kinds of mistake,
                      taken in turn and spread evenly. A mistaken row stands alone: nothing else names its
                      object, so each mistake makes one message and no more. Without mistakes an empty
                      server has no message to give.
  --changed <p>       second edition: this fraction of rows says something else than in the first (0).
                      Rows that hold only ids and a status never change.
  --drop <p>          second edition: this fraction of students leaves with all their rows, and this
                      fraction of each other enrollment, login, membership, admin and observer row is left out (0)
  --seed2 <n>         another number is another second edition (seed + 1)
  --json              print the summary as JSON
`;

function sizeLines() {
  const options = Object.entries(SIZES).map(
    ([type, { option }]) => `  --${option.padEnd(18)}${type.padEnd(31)}`,
  );
  const half = Math.ceil(options.length / 2);
  return options
    .slice(0, half)
    .map((left, i) => `${left}${options[half + i]}`.trimEnd())
    .join('\n');
}

/** A mistake in the command line: told in one sentence, without a stack. */
export class UsageError extends Error {}

/** Reads `--name value` pairs into the settings of a district. */
export function readOptions(words) {
  const given = readWords(words);
  if (given.help) return { help: true };
  const number = (name, fallback, low, high) => {
    const value = given[name] === undefined ? fallback : Number(given[name]);
    if (Number.isFinite(value) && value >= low && value <= high) return value;
    throw new UsageError(`--${name} takes a number from ${low} to ${high}.`);
  };
  const whole = (name, fallback) => {
    const value = number(name, fallback, 0, 1e9);
    if (Number.isInteger(value)) return value;
    throw new UsageError(`--${name} takes a whole number.`);
  };
  if (!given.out) throw new UsageError('--out <folder> is needed. --help tells all options.');
  const order = given.order ?? 'section';
  if (!ORDERS.includes(order)) throw new UsageError(`--order takes ${ORDERS.join(', ')}.`);
  const sizes = {};
  for (const type of [...FIRST, ...ALL_TYPES.filter((name) => !FIRST.includes(name))]) {
    sizes[type] = whole(SIZES[type].option, SIZES[type].rows(sizes));
  }
  const seed = whole('seed', 1);
  return {
    out: given.out,
    zip: given.zip === true || given.out.endsWith('.zip'),
    json: given.json === true,
    types: readTypes(given.types),
    sizes,
    overrides: whole('overrides', 0),
    order,
    seed,
    seed2: whole('seed2', seed + 1),
    faults: number('faults', 0, 0, 0.5),
    changed: number('changed', 0, 0, 1),
    drop: number('drop', 0, 0, 1),
  };
}

const FLAGS = ['zip', 'json', 'help'];
const VALUES = ['out', 'types', 'overrides', 'seed', 'seed2', 'order', 'faults', 'changed', 'drop'];

function readWords(words) {
  const known = [...VALUES, ...Object.values(SIZES).map(({ option }) => option)];
  const given = {};
  for (let i = 0; i < words.length; i += 1) {
    const [name, ...rest] = words[i].replace(/^--/, '').split('=');
    if (!words[i].startsWith('--')) throw new UsageError(`${words[i]} is not an option. --help tells all.`);
    if (FLAGS.includes(name)) {
      given[name] = true;
    } else if (known.includes(name)) {
      if (rest.length === 0) i += 1;
      const value = rest.length > 0 ? rest.join('=') : words[i];
      if (value === undefined || value === '') throw new UsageError(`--${name} needs a value.`);
      given[name] = value;
    } else {
      throw new UsageError(`--${name} is not an option. --help tells all.`);
    }
  }
  return given;
}

function readTypes(list) {
  if (list === undefined) return USUAL_TYPES;
  if (list === 'all') return ALL_TYPES;
  const names = list.split(',').map((name) => name.trim());
  for (const name of names) {
    if (!ALL_TYPES.includes(name))
      throw new UsageError(`${name} is not a file type. Types: ${ALL_TYPES.join(', ')}.`);
  }
  return ALL_TYPES.filter((type) => names.includes(type));
}
