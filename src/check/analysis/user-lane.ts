import { user } from '../../format/index.ts';
import { MAX_TEXT_LENGTH } from '../cells.ts';
import { isAddress, loginIdFault } from '../login-cells.ts';
import { statusTest } from '../status-test.ts';
import { isShortenedNumber } from './cell-findings.ts';
import { readYesOrNo, strange, WordIndex } from './lane-words.ts';
import { type CellHashes, cellText } from './plain-reader.ts';
import { isUserType, loginState } from './plan/user.ts';
import type { LoginRecord } from './records.ts';
import type { World } from './world.ts';

/** Two names with a blank between them are no name that is too long, if each of them is no longer than this. */
const longest_cell = (MAX_TEXT_LENGTH - 1) / 2;

const isStatus = statusTest(user);
const live_states = ['active', 'suspended'] as const satisfies readonly LoginRecord['state'][];

/**
 * Takes people about whom there is nothing to say, from the hashes of their cells: ID, login, integration ID and
 * address are new, and there is no password to weigh. All others are left to the plan of users, which decides.
 */
export class UserLane {
  readonly #world: World;
  readonly #user_at: number;
  readonly #login_at: number;
  readonly #status_at: number;
  readonly #integration_at: number;
  readonly #email_at: number;
  readonly #type_at: number;
  readonly #notification_at: number;
  readonly #never: readonly number[];
  readonly #states = new WordIndex(readState);
  readonly #types = new WordIndex((text) => (isUserType(text) ? 0 : strange));
  readonly #words = new WordIndex(readYesOrNo);

  constructor(header: readonly string[], world: World) {
    this.#world = world;
    const place = (name: keyof typeof user.columns) => header.indexOf(name);
    this.#user_at = place('user_id');
    this.#login_at = place('login_id');
    this.#status_at = place('status');
    this.#integration_at = place('integration_id');
    this.#email_at = place('email');
    this.#type_at = place('declared_user_type');
    this.#notification_at = place('canvas_password_notification');
    this.#never = [place('authentication_provider_id'), place('password')].filter((at) => at >= 0);
  }

  /** Takes the record if it is such a one. */
  take(cells: CellHashes): boolean {
    const { one, two, length } = cells;
    const isGiven = (at: number) => at >= 0 && length[at] !== 0;
    if (!isGiven(this.#user_at) || !isGiven(this.#login_at) || !isGiven(this.#status_at)) return false;
    for (const at of this.#never) if (length[at] !== 0) return false;
    for (let at = 0; at < length.length; at += 1) if ((length[at] as number) > longest_cell) return false;
    const state = live_states[this.#states.read(cells, this.#status_at)];
    if (state === undefined) return false;
    if (isGiven(this.#type_at) && this.#types.read(cells, this.#type_at) === strange) return false;
    if (isGiven(this.#notification_at) && this.#words.read(cells, this.#notification_at) === strange)
      return false;
    const { logins, emails } = this.#world;
    if (logins.hasId(one[this.#user_at] as number, two[this.#user_at] as number)) return false;
    const id = cellText(cells, this.#user_at);
    const login_id = cellText(cells, this.#login_at);
    const integration_id = isGiven(this.#integration_at) ? cellText(cells, this.#integration_at) : null;
    const email = isGiven(this.#email_at) ? cellText(cells, this.#email_at) : null;
    const address = email?.toLowerCase() ?? null;
    if (isShortenedNumber(id) || loginIdFault(login_id) !== null || logins.named(login_id).length > 0)
      return false;
    if (integration_id !== null) {
      if (isShortenedNumber(integration_id) || logins.withIntegrationId(integration_id)) return false;
    }
    if (email !== null && (!isAddress(email) || emails.getText(address ?? '') >= 0)) return false;
    const made = logins.make({ id, integration_id, login_id, provider_id: null, state }, null);
    if (address !== null) emails.setText(address, made.number);
    return true;
  }
}

function readState(text: string): number {
  const state = isStatus(text) ? loginState(text) : 'deleted';
  return state === 'deleted' ? strange : live_states.indexOf(state);
}
