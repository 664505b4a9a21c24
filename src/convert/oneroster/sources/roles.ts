import { commonColumns, defineSource } from '../define-source.ts';
import { userRoles } from '../settings.ts';

/** roles.csv of 1.2: what users.csv of 1.1 said in its columns role and orgSourcedIds. */
export const roles = defineSource({
  name: 'roles',
  columns: {
    ...commonColumns,
    userSourcedId: { required: 'always' },
    roleType: { values: ['primary', 'secondary'] },
    role: { required: 'always', values: userRoles },
    beginDate: { lost: 'A person has no time; enrollments have.' },
    endDate: { lost: 'A person has no time; enrollments have.' },
    orgSourcedId: {},
    userProfileSourcedId: { lost: 'A login has no role.' },
  },
  take({ values, deleted }, { roster }) {
    const { userSourcedId, role, roleType, orgSourcedId } = values;
    if (!userSourcedId || !role || deleted) return false;
    const known = roster.roles.get(userSourcedId) ?? { primary: null, is_said: false, all: [], orgs: [] };
    const { primary, is_said, all, orgs } = known;
    const leads = primary === null || (roleType === 'primary' && !is_said);
    roster.roles.set(userSourcedId, {
      primary: leads ? role : primary,
      is_said: is_said || roleType === 'primary',
      all: all.includes(role) ? all : [...all, role],
      orgs: orgSourcedId && !orgs.includes(orgSourcedId) ? [...orgs, orgSourcedId] : orgs,
    });
    return false;
  },
  targets: [],
});
