import { foldCase, type RosterRecord } from '../../db/index.ts';
import { draftMessage, type MessageDraft } from '../../format/index.ts';
import type { Found } from '../found.ts';
import type { PlanOptions } from '../plan.ts';

type Login = RosterRecord<'pseudonyms'>;

/** The cells by which a row finds its login. */
export interface LoginCells {
  readonly user_id: string | null;
  readonly login_id: string | null;
  readonly integration_id: string | null;
  readonly authentication_provider_id: string | null;
}

/** `none`: the row names no provider. `unknown`: it names one that is not there. */
export type Provider = { readonly id: number } | 'none' | 'unknown';

/** The provider that a row names by number or by type, the first of that type. */
export function providerOf(value: string | null, providers: PlanOptions['providers']): Provider {
  if (value === null) return 'none';
  const word = value.toLowerCase();
  return providers.find((entry) => String(entry.id) === value || entry.auth_type === word) ?? 'unknown';
}

/**
 * The live login with this `login_id`, any case; a named provider limits the search to its logins. Of several, with
 * different providers, it is `own` if that is among them, else the oldest.
 */
export function liveLogin(
  login_id: string,
  provider: Provider,
  found: Found,
  own?: Login,
): Login | undefined {
  const wanted = typeof provider === 'object' ? provider.id : null;
  let oldest: Login | undefined;
  for (const login of found.all('pseudonyms', 'by_unique_id', login_id)) {
    if (login.workflow_state === 'deleted') continue;
    if (provider !== 'none' && login.authentication_provider_id !== wanted) continue;
    if (login.id === own?.id) return login;
    if (oldest === undefined || login.id < oldest.id) oldest = login;
  }
  return oldest;
}

/** What messages call the holder of an id: the SIS id, or the number where there is none. */
export function holderName(login: Login): string {
  return login.sis_id ?? String(login.id);
}

/**
 * The login a users row is about: by `user_id` in any state, else by `login_id`; or why the row cannot have it.
 * Undefined: there is none yet. E-mail addresses and names are never used.
 */
export function matchLogin(
  row: LoginCells,
  provider: Provider,
  isDelete: boolean,
  found: Found,
  options: PlanOptions,
): Login | undefined | MessageDraft {
  const { user_id, login_id, integration_id } = row;
  const byId = found.one('pseudonyms', 'by_sis_id', user_id);
  const byLogin = liveLogin(login_id ?? '', provider, found, byId);
  const login = byId ?? byLogin;
  const byIntegration = found.one('pseudonyms', 'by_integration_id', integration_id);
  if (byIntegration && byIntegration.id !== login?.id && !isDelete) {
    return draftMessage('user.integration_id_claimed', { holder: holderName(byIntegration), user_id });
  }
  if (!login) return undefined;
  const claimed = (holder: Login) =>
    draftMessage('user.login_claimed', { holder: holderName(holder), user_id });
  const isOther = login.sis_id !== null && login.sis_id !== user_id;
  if (isOther && !options.update_sis_id_if_login_claimed) return claimed(login);
  if (byId && byLogin && byId.id !== byLogin.id) {
    const holdsOwn = foldCase(byId.unique_id) === foldCase(login_id ?? '');
    if (!isDelete || !holdsOwn) return claimed(byLogin);
  }
  return login;
}

/** Whether the person has a live login besides this one. */
export function hasOtherLogin(login: Login, found: Found): boolean {
  return found.all('pseudonyms', 'by_user', login.user_id).some((other) => {
    return other.id !== login.id && other.workflow_state !== 'deleted';
  });
}
