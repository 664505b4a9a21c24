import { draftMessage, type MessageDraft, type RowOf, type user } from '../../../format/index.ts';
import { tooLong } from '../../cells.ts';
import { isAddress, loginIdFault, passwordFault, userTypeFault } from '../../login-cells.ts';
import { foldCase } from '../fold-case.ts';
import type { LoginIndex } from '../login-index.ts';
import { type Provider, providerOf } from '../login-names.ts';
import type { LoginRecord } from '../records.ts';
import type { World } from '../world.ts';
import { definePlan, type Say } from './define-plan.ts';

type Row = RowOf<typeof user>;

/** The cells that users and logins files share. */
export type LoginRow = Pick<
  Row,
  'user_id' | 'login_id' | 'integration_id' | 'password' | 'declared_user_type' | 'email'
>;

/** People and their logins. */
export const userPlan = definePlan<typeof user>({
  planRow(row, world, say) {
    const { user_id, login_id, email } = row;
    if (user_id === null || login_id === null) return false;
    const { logins } = world;
    const provider = providerOf(row.authentication_provider_id);
    const state = loginState(row.status);
    const login = matchLogin(row, provider, state === 'deleted', logins);
    if (login !== undefined && 'code' in login) return say.refuse(login);
    if (login?.state === 'deleted' && state === 'deleted') return true;
    if (provider === 'unknown') {
      const { authentication_provider_id } = row;
      return say.refuse(
        draftMessage('user.unknown_authentication_provider', { authentication_provider_id, user_id }),
      );
    }
    const reason = loginFault(row, login, provider, state, logins) ?? nameFault(row);
    if (reason !== null) return say.refuse(draftMessage('user.not_saved', { user_id, login_id, reason }));
    const provider_id = typeof provider === 'object' ? provider.id : null;
    const holder = logins.otherHolder(row.integration_id, login);
    const stored = login?.integration_id ?? null;
    const integration_id = holder ? stored : (row.integration_id ?? stored);
    const saved = login ?? logins.make({ id: user_id, integration_id, login_id, provider_id, state }, null);
    logins.renameLogin(saved, login_id);
    logins.setIntegrationId(saved, integration_id);
    saved.provider_id = provider_id;
    logins.setState(saved, state);
    if (email !== null && !isAddress(email)) {
      say.warn(draftMessage('user.invalid_email', { user_id, email }));
      return true;
    }
    if (state !== 'deleted') noteEmail(row, saved, world, say);
    return true;
  },
});

/** What a status makes of a login. */
export function loginState(status: string | null): LoginRecord['state'] {
  const word = status?.toLowerCase();
  return word === 'suspended' || word === 'deleted' ? word : 'active';
}

/** Whether a cell names a type of user, or clears it. */
export function isUserType(cell: string): boolean {
  return cell.toLowerCase() === '<delete>' || userTypeFault(cell) === null;
}

/** The login that a row is about, or why it cannot have it. */
function matchLogin(
  { user_id, login_id, integration_id }: Row,
  provider: Provider,
  is_delete: boolean,
  logins: LoginIndex,
): LoginRecord | undefined | MessageDraft {
  const byId = logins.get(user_id);
  const byLogin = logins.names.live(login_id ?? '', provider, byId);
  const login = byId ?? byLogin;
  const holder = logins.otherHolder(integration_id, login);
  if (holder && !is_delete)
    return draftMessage('user.integration_id_claimed', { holder: holder.id, user_id });
  if (!login) return undefined;
  if (login.id !== user_id) return draftMessage('user.login_claimed', { holder: login.id, user_id });
  if (byId && byLogin && byId !== byLogin) {
    const holdsOwn = foldCase(byId.login_id) === foldCase(login_id ?? '');
    if (!is_delete || !holdsOwn) return draftMessage('user.login_claimed', { holder: byLogin.id, user_id });
  }
  return login;
}

/** Why a login cannot be saved with these cells, null when it can. */
export function loginFault(
  row: LoginRow,
  login: LoginRecord | undefined,
  provider: Provider,
  state: string,
  logins: LoginIndex,
): string | null {
  const login_id = row.login_id ?? '';
  const fault = loginIdFault(login_id);
  if (fault !== null) return fault.reason;
  if (tooLong(row.user_id, row.integration_id)) return 'an id is longer than 255 characters';
  const type = row.declared_user_type;
  const later =
    (type === null || isUserType(type) ? null : userTypeFault(type)) ??
    (row.password === null ? null : passwordFault(row.password));
  if (later !== null) return later.reason;
  return state !== 'deleted' && logins.names.isTaken(login_id, provider, login)
    ? 'the login_id is in use'
    : null;
}

function nameFault({ full_name, first_name, last_name, sortable_name, short_name }: Row): string | null {
  const parts = `${first_name ?? ''} ${last_name ?? ''}`;
  const isTooLong = tooLong(full_name, parts, sortable_name, short_name);
  return isTooLong ? 'a name is longer than 255 characters' : null;
}

/** Remembers whose address it is, and says when it is somebody else's. */
export function noteEmail({ email, user_id }: LoginRow, login: LoginRecord, world: World, say: Say): void {
  if (email === null || user_id === null) return;
  const address = email.toLowerCase();
  const owner = world.logins.numbered(world.emails.getText(address));
  if (owner === undefined) world.emails.setText(address, login.number);
  else if (owner.person !== login.person)
    say.remark('check.shared_email', 'email', { user_id, other_user_id: owner.id, email });
}
