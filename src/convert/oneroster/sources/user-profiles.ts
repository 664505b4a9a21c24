import { login } from '../../../format/index.ts';
import { commonColumns, defineSource } from '../define-source.ts';
import { userOf } from '../resolve.ts';

/** userProfiles.csv of 1.2: credentials for applications, of which some types may be logins. */
export const userProfiles = defineSource({
  name: 'userProfiles',
  columns: {
    ...commonColumns,
    userSourcedId: { required: 'always' },
    profileType: { required: 'always' },
    vendorId: { lost: 'A login belongs to no vendor.' },
    applicationId: { lost: 'A login belongs to no application.' },
    description: { lost: 'A login has no description.' },
    credentialType: { lost: 'A login has no type of credentials.' },
    username: {},
    password: {
      lost: ({ passwords }) => (passwords ? null : 'The setting "passwords" is off.'),
    },
  },
  take(row, scope) {
    const { profileType, username } = row.values;
    if (!scope.settings.profile_logins.includes(profileType ?? '')) {
      scope.lose(row, `user profiles of the type ${profileType}: no setting makes logins of them`);
      return false;
    }
    if (row.deleted) {
      scope.lose(row, 'user profiles to be deleted: a logins file only adds');
      return false;
    }
    if (!username) scope.complain(row, 'username', 'it is blank, and a login needs it');
    return Boolean(username) && userOf(row, 'userSourcedId', scope) !== null;
  },
  targets: [
    {
      to: login,
      cells: ({ passwords }) => ({
        user_id: 'sourcedId',
        login_id: 'username',
        existing_user_id: (row, scope) => userOf(row, 'userSourcedId', scope),
        ...(passwords ? { password: 'password' } : {}),
      }),
    },
  ],
});
