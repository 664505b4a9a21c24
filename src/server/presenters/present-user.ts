import type { User, UserDetails, UserProfile } from '../../api/index.ts';
import type { UserRow, UserSummaryRow } from '../../db/index.ts';
import type { AccountRights } from '../auth/open-account.ts';
import { type SisRights, seesSisIds, sisFields } from './sis-fields.ts';

// The language of the server's own sentences.
const DEFAULT_LOCALE = 'en';

/** Who looks at a person. */
export interface PersonRights extends Pick<AccountRights, 'may' | 'is_admin'> {
  /** Looks at themselves. */
  readonly is_self: boolean;
}

/** What the keys of a person may hold beyond those always shown. */
export type UserInclude = 'email' | 'last_login' | 'time_zone' | 'uuid' | 'permissions';

/** A person in the short form that other objects carry. */
export function presentUser(user: UserSummaryRow, rights: SisRights): User {
  return {
    id: user.id,
    name: user.name,
    created_at: user.created_at,
    sortable_name: user.sortable_name,
    short_name: user.short_name,
    ...sisFields(
      rights,
      { sis_user_id: user.sis_user_id, integration_id: user.integration_id },
      user.sis_import_id,
    ),
    login_id: user.login_id,
  };
}

/** The short form for somebody who may be no admin: logins are shown to admins and to the person alone. */
export function presentUserTo(user: UserSummaryRow, rights: PersonRights): User {
  const { login_id = null, ...short } = presentUser(user, rights);
  return rights.is_admin || rights.is_self ? { ...short, login_id } : short;
}

/** A person as the endpoints of users show one. */
export function presentUserDetails(
  user: UserRow,
  rights: PersonRights,
  include: ReadonlySet<string>,
): UserDetails {
  const may_know = rights.is_admin || rights.is_self;
  return {
    ...presentUserTo(user, rights),
    ...(user.pronouns === null ? {} : { pronouns: user.pronouns }),
    locale: user.locale,
    effective_locale: user.locale ?? DEFAULT_LOCALE,
    ...(may_know && include.has('email') ? { email: user.email } : {}),
    ...(include.has('last_login') ? { last_login: null } : {}),
    ...(include.has('time_zone') ? { time_zone: user.time_zone } : {}),
    ...(include.has('uuid') ? { uuid: user.uuid } : {}),
    ...(include.has('permissions')
      ? {
          permissions: {
            can_update_name: rights.may('manage_user_logins'),
            can_update_avatar: false,
            limit_parent_app_web_access: false,
          },
        }
      : {}),
  };
}

/** What a person's profile shows. */
export function presentProfile(user: UserRow, rights: SisRights): UserProfile {
  const sis = { sis_user_id: user.sis_user_id, integration_id: user.integration_id };
  return {
    id: user.id,
    name: user.name,
    short_name: user.short_name,
    sortable_name: user.sortable_name,
    title: null,
    bio: null,
    pronunciation: null,
    ...(user.pronouns === null ? {} : { pronouns: user.pronouns }),
    primary_email: user.email,
    login_id: user.login_id,
    ...(seesSisIds(rights) ? sis : {}),
    lti_user_id: null,
    avatar_url: null,
    calendar: null,
    time_zone: user.time_zone,
    locale: user.locale,
    effective_locale: user.locale ?? DEFAULT_LOCALE,
  };
}
