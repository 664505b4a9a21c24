import { nameFrom } from './names.mjs';

const MAIL = 'district.example';
const PRONOUNS = ['she/her', 'he/him', 'they/them'];

/** Who the user with this index is, in the words of `declared_user_type`. */
function declaredType({ people }, index) {
  if (index < people.assistants.from) return 'teacher';
  if (index < people.parents.from) return 'staff';
  return index < people.students.from ? 'observer' : 'student';
}

/** The login never follows a change of name: schools keep it, and so no two users ever want the same one. */
function loginOf(draw, index) {
  const { login } = nameFrom(draw(index));
  return `${login.first}.${login.last}${index + 1}`;
}

export const user = {
  name: 'user',
  file: 'users.csv',
  columns:
    'user_id integration_id login_id authentication_provider_id first_name last_name full_name sortable_name short_name email pronouns declared_user_type status'.split(
      ' ',
    ),
  *rows(district) {
    const { good, id, edition, draws, draws2, people } = district;
    const changed = edition.changed('user');
    const draw = draws('user');
    const redraw = draws2('user');
    const look = draws('look');
    for (let i = 0; i < good.user; i += 1) {
      if (i >= people.students.from && edition.gone(i - people.students.from)) {
        yield null;
        continue;
      }
      const name = nameFrom(changed(i) ? redraw(i) : draw(i));
      const login = loginOf(draw, i);
      const h = look(i);
      yield [
        id.user(i),
        i % 2 === 0 ? `int-u${i + 1}` : '',
        login,
        '',
        name.first,
        name.last,
        ...namesBeyondParts(name, h),
        `${login}@${MAIL}`,
        (h >>> 20) % 20 === 0 ? PRONOUNS[(h >>> 26) % 3] : '',
        declaredType(district, i),
        (h >>> 14) % 100 === 0 ? 'suspended' : 'active',
      ];
    }
  },
  spare: (_, k) => [
    `x-user-${k}`,
    '',
    `spare.user${k}`,
    '',
    'Spare',
    `User ${k}`,
    '',
    '',
    '',
    `spare.user${k}@${MAIL}`,
    '',
    '',
    'active',
  ],
  mistakes: {
    login_id_missing: { login_id: '' },
    login_claimed: { login_id: ({ before, district }) => loginOf(district.draws('user'), before) },
    invalid_email: { email: 'spare.user(at)district' },
    user_id_missing: { user_id: '' },
    status_missing: { status: '' },
    bad_status: { status: 'enrolled' },
    unknown_authentication_provider: { authentication_provider_id: 'no-such-provider' },
    integration_id_claimed: { integration_id: ({ before }) => `int-u${before - (before % 2) + 1}` },
    not_saved: { login_id: ({ k }) => `spare.user${k}${'.long'.repeat(20)}` },
    nul_character: { last_name: 'Nul\u0000l' },
  },
};

/** full_name, sortable_name and short_name: mostly blank, as the parts tell enough. */
function namesBeyondParts(name, h) {
  if (name.sortable) return [name.full, name.sortable, ''];
  const kind = h % 50;
  if (kind === 0) return [`${name.full} Jr.`, '', ''];
  if (kind === 1) return [`${name.first} "Ace" ${name.last}`, '', 'Ace'];
  if (kind === 2) return ['', '', `${name.first} 🎸`];
  if (kind === 3) return ['', `${name.last}, ${name.first}`, ''];
  return ['', '', ''];
}

/** A further login for a person. Re-importing these rows warns for each: a logins file never updates. */
export const login = {
  name: 'login',
  file: 'logins.csv',
  columns: ['user_id', 'login_id', 'integration_id', 'email', 'existing_user_id', 'existing_integration_id'],
  *rows(district) {
    const { good, id, edition, people } = district;
    const dropped = edition.dropped('login');
    for (let i = 0; i < good.login; i += 1) {
      const owner = Math.floor((i * good.user) / good.login);
      const gone = owner >= people.students.from && edition.gone(owner - people.students.from);
      const name = `second.login${i + 1}`;
      yield gone || dropped(i)
        ? null
        : [`u-second-${i + 1}`, name, '', `${name}@${MAIL}`, id.user(owner), ''];
    }
  },
  spare: ({ id }, k) => [`x-login-${k}`, `spare.login${k}`, '', '', id.user(0), ''],
  mistakes: {
    without_existing_user: { existing_user_id: '' },
    existing_user_not_found: { existing_user_id: 'no-such-user' },
    exists: { user_id: ({ district, k }) => district.id.user(k) },
    login_id_missing: { login_id: '' },
    existing_user_mismatch: { existing_integration_id: 'no-such-integration-id' },
  },
};

export const admin = {
  name: 'admin',
  file: 'admins.csv',
  columns: ['user_id', 'account_id', 'role', 'status'],
  *rows({ good, id, edition, people }) {
    const dropped = edition.dropped('admin');
    const staff = people.parents.from;
    for (let i = 0; i < good.admin; i += 1) {
      const account = Math.floor(i / staff) % good.account;
      yield dropped(i)
        ? null
        : [
            id.user(i % staff),
            i < staff && i % 10 === 0 ? '' : id.account(account),
            'AccountAdmin',
            'active',
          ];
    }
  },
  spare: ({ id, people, good }, k) => [
    id.user(people.parents.from + (k % (good.user - people.parents.from))),
    '',
    'AccountAdmin',
    'active',
  ],
  mistakes: {
    bad_role: { role: 'Head Teacher' },
    user_unknown: { user_id: ({ k }) => `x-no-user-${k}` },
    account_unknown: { account_id: ({ k }) => `x-no-account-${k}` },
    user_missing: { user_id: '' },
    role_missing: { role: '' },
    status_missing: { status: '' },
    bad_status: { status: 'suspended' },
  },
};

/** Parents in turn over the students, in the order in which they fill classes: enrolled observers are the same parents. */
export const user_observer = {
  name: 'user_observer',
  file: 'user_observers.csv',
  columns: ['observer_id', 'student_id', 'status'],
  *rows(district) {
    const { good, id, edition, people, student } = district;
    const dropped = edition.dropped('user_observer');
    for (let i = 0; i < good.user_observer; i += 1) {
      const place = Math.floor((i * people.students.count) / good.user_observer);
      const child = student.at(place);
      const parent = people.parents.from + (place % people.parents.count);
      yield dropped(i) || edition.gone(child)
        ? null
        : [id.user(parent), id.user(people.students.from + child), 'active'];
    }
  },
  spare: (district, k) => [`x-no-observer-${k}`, studentAt(district, k), 'active'],
  mistakes: {
    observer_unknown: {},
    student_unknown: {
      observer_id: ({ district }) => district.id.user(0),
      student_id: ({ k }) => `x-no-student-${k}`,
    },
    observes_self: { observer_id: ({ district, k }) => studentAt(district, k) },
    link_missing: { observer_id: ({ district }) => district.id.user(0), status: 'deleted' },
    observer_missing: { observer_id: '' },
    student_missing: { student_id: '' },
    bad_status: { status: 'started' },
  },
};

function studentAt({ id, people }, k) {
  return id.user(people.students.from + (k % people.students.count));
}
