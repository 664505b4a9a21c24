import { user } from '../../../format/index.ts';
import {
  type CellSource,
  commonColumns,
  defineSource,
  listOf,
  type Scope,
  type SourceColumn,
  type SourceRow,
} from '../define-source.ts';
import { columnsOf, fillPattern } from '../name-pattern.ts';
import { isWanted } from '../resolve.ts';
import type { PersonRoles } from '../roster.ts';
import { type OneRosterSettings, userRoles } from '../settings.ts';

const observing: readonly string[] = ['guardian', 'parent', 'relative'];
const administering: readonly string[] = userRoles.filter((role) => /administrator|principal/i.test(role));

/** The first of some ids that a row has; `userIds:LDAP` is that of the type in a list such as `{LDAP:ab12},{Fed:9}`. */
function firstId({ values }: SourceRow, names: readonly string[]): string | null {
  for (const name of names) {
    const [column = '', type] = name.split(':');
    const cell = values[column] ?? null;
    if (type === undefined && cell !== null) return cell;
    if (type === undefined || cell === null) continue;
    const entries = [...cell.matchAll(/\{([^:{}]*):([^{}]*)\}/g)];
    const found = entries.find(([, known = '']) => known.trim().toLowerCase() === type.toLowerCase());
    if (found?.[2]?.trim()) return found[2].trim();
  }
  return null;
}

/** Since 1.2 roles stand in a file of their own, which a delta need not have for each person. */
function rolesOf(row: SourceRow, { roster }: Scope): PersonRoles {
  const { sourcedId, role = null, orgSourcedIds, primaryOrgSourcedId } = row.values;
  const known = roster.roles.get(sourcedId ?? '');
  if (known) return known;
  const orgs = [...listOf(orgSourcedIds), ...listOf(primaryOrgSourcedId)];
  return { primary: role, is_said: false, all: role === null ? [] : [role], orgs };
}

/** Why a person is left out; null for one who is kept. */
function exclusion(row: SourceRow, { all, orgs }: PersonRoles, scope: Scope): string | null {
  const { grades } = scope.settings;
  if (!isWanted(orgs, scope)) return 'people of orgs that the setting "orgs" leaves out';
  if (grades.length === 0 || !all.includes('student')) return null;
  const is_in = listOf(row.values.grades).some((grade) => grades.includes(grade));
  return is_in ? null : 'students of grades that the setting "grades" leaves out';
}

function noteRoles(row: SourceRow, { primary, all }: PersonRoles, scope: Scope): void {
  if (all.length > 1) scope.lose(row, 'further roles of a person, but in classes and as guardian');
  if (primary !== null && administering.includes(primary))
    scope.lose(
      row,
      'the rights of administrators: they become people without any (admins.csv would give them)',
    );
}

const named =
  (pick: (settings: OneRosterSettings) => string): CellSource =>
  ({ values }, { settings }) =>
    fillPattern(pick(settings), values);

/** Only where it says something that the full name does not. */
const shortName: CellSource = ({ values }, { settings }) => {
  const name = fillPattern(settings.short_name, values);
  return name === fillPattern(settings.full_name, values) ? null : name;
};

const status = ({ deleted, values }: SourceRow): string => {
  if (deleted) return 'deleted';
  return values.enabledUser?.toLowerCase() === 'false' ? 'suspended' : 'active';
};

const inName = (column: string): SourceColumn => ({
  lost: ({ full_name, sortable_name, short_name }) =>
    columnsOf(full_name + sortable_name + short_name).includes(column) ? null : 'No pattern of names has it.',
});

const asId = (column: string): SourceColumn => ({
  lost: ({ user_id, login_id, integration_id }) =>
    [...user_id, ...login_id, ...integration_id].some((name) => name.split(':')[0] === column)
      ? null
      : 'No setting makes an id of it.',
});

/** users.csv of 1.1 and 1.2. */
export const users = defineSource({
  name: 'users',
  columns: {
    ...commonColumns,
    enabledUser: { values: ['true', 'false'] },
    orgSourcedIds: {},
    role: { values: userRoles },
    username: asId('username'),
    userIds: asId('userIds'),
    givenName: inName('givenName'),
    familyName: inName('familyName'),
    middleName: inName('middleName'),
    identifier: asId('identifier'),
    email: {},
    sms: { lost: 'A SIS import brings no phone numbers.' },
    phone: { lost: 'A SIS import brings no phone numbers.' },
    agentSourcedIds: {},
    grades: { lost: ({ grades }) => (grades.length > 0 ? null : 'A person has no grade levels.') },
    password: { lost: ({ passwords }) => (passwords ? null : 'The setting "passwords" is off.') },
    userMasterIdentifier: asId('userMasterIdentifier'),
    resourceSourcedIds: { lost: 'A SIS import brings no teaching material.' },
    preferredGivenName: inName('preferredGivenName'),
    preferredMiddleName: inName('preferredMiddleName'),
    preferredFamilyName: inName('preferredFamilyName'),
    primaryOrgSourcedId: {},
    pronouns: {},
  },
  holds: ({ people }) => people,
  take(row, scope) {
    const { sourcedId = null } = row.values;
    if (sourcedId === null) return false;
    const found = rolesOf(row, scope);
    const { settings, roster } = scope;
    const left_out = exclusion(row, found, scope);
    if (left_out !== null) scope.lose(row, left_out);
    const user_id = left_out === null ? firstId(row, settings.user_id) : null;
    const login_id = firstId(row, settings.login_id);
    if (left_out === null && user_id === null)
      scope.complain(row, 'sourcedId', `it has none of ${settings.user_id.join(', ')} for a user_id`);
    else if (left_out === null && login_id === null)
      scope.complain(row, 'sourcedId', `it has none of ${settings.login_id.join(', ')} for a login_id`);
    const is_kept = user_id !== null && login_id !== null;
    if (is_kept) noteRoles(row, found, scope);
    roster.people.set(sourcedId, {
      user_id: is_kept ? user_id : null,
      deleted: row.deleted,
      is_student: found.all.includes('student'),
      is_observer: found.all.some((role) => observing.includes(role)),
    });
    return is_kept;
  },
  targets: [
    {
      to: user,
      cells: ({ passwords, integration_id }) => ({
        user_id: (row, { settings }) => firstId(row, settings.user_id),
        login_id: (row, { settings }) => firstId(row, settings.login_id),
        ...(integration_id.length > 0
          ? { integration_id: (row: SourceRow) => firstId(row, integration_id) }
          : {}),
        ...(passwords ? { password: 'password' } : {}),
        full_name: named(({ full_name }) => full_name),
        sortable_name: named(({ sortable_name }) => sortable_name),
        short_name: shortName,
        email: 'email',
        pronouns: 'pronouns',
        declared_user_type: (row, scope) =>
          scope.settings.user_types[rolesOf(row, scope).primary ?? ''] ?? null,
        status,
      }),
    },
  ],
});
