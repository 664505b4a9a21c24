import { user } from '../../format/index.ts';
import { MAX_TEXT_LENGTH } from '../cells.ts';
import { statusTest } from '../status-test.ts';
import type { CellHash } from './cell-hash.ts';
import { hashInLowerCase, isAddressCell, isLoginIdCell, isShortenedCell } from './cell-tests.ts';
import { foldCase } from './fold-case.ts';
import { booleanPlaces, readYesOrNo, strange, WordIndex } from './lane-words.ts';
import type { LoginCells } from './plain-logins.ts';
import { isUserType, loginState } from './plan/user.ts';
import { type CellHashes, doubled_quotes, isGiven } from './record-cells.ts';
import type { LoginRecord } from './records.ts';
import type { World } from './world.ts';

/** Two names with a blank between them are no name that is too long, if each of them is no longer than this. */
const longest_cell = (MAX_TEXT_LENGTH - 1) / 2;

const isStatus = statusTest(user);
const live_states = ['active', 'suspended'] as const satisfies readonly LoginRecord['state'][];
const suspended = live_states.indexOf('suspended');

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
  readonly #booleans: readonly number[];
  readonly #never: readonly number[];
  readonly #states = new WordIndex(readState);
  readonly #types = new WordIndex((text) => (isUserType(text) ? 0 : strange));
  readonly #words = new WordIndex(readYesOrNo);
  readonly #with_integration: LoginCells;
  readonly #without_integration: LoginCells;
  readonly #name: CellHash = { one: 0, two: 0 };
  readonly #address: CellHash = { one: 0, two: 0 };
  /** For nobody: what is not used would not be brought. */
  touched = 0;

  constructor(header: readonly string[], world: World) {
    this.#world = world;
    const place = (name: keyof typeof user.columns) => header.indexOf(name);
    this.#user_at = place('user_id');
    this.#login_at = place('login_id');
    this.#status_at = place('status');
    this.#integration_at = place('integration_id');
    this.#email_at = place('email');
    this.#type_at = place('declared_user_type');
    this.#booleans = booleanPlaces(user, header);
    this.#never = [place('authentication_provider_id'), place('password')].filter((at) => at >= 0);
    const named = { id: this.#user_at, login_id: this.#login_at };
    this.#with_integration = { ...named, integration_id: this.#integration_at };
    this.#without_integration = { ...named, integration_id: -1 };
  }

  /** Makes room for so many people. */
  expect(rows: number): void {
    this.#world.logins.expect(rows);
    if (this.#email_at >= 0) this.#world.emails.expect(rows);
  }

  /** Has the memory bring what the records will look up; names with capitals lie elsewhere. */
  prepare(batch: readonly CellHashes[], count: number): void {
    const { logins, emails } = this.#world;
    const id_at = this.#user_at;
    const login_at = this.#login_at;
    const email_at = this.#email_at;
    if (id_at < 0 || login_at < 0) return;
    let touched = 0;
    for (let place = 0; place < count; place += 1) {
      const { one, two } = batch[place] as CellHashes;
      touched ^= logins.touchId(one[id_at] as number, two[id_at] as number);
      touched ^= logins.names.touch(one[login_at] as number, two[login_at] as number);
      if (email_at >= 0) touched ^= emails.touch(one[email_at] as number, two[email_at] as number);
    }
    this.touched = touched;
  }

  /** Takes the record if it is such a one. */
  take(cells: CellHashes): boolean {
    const { length, form } = cells;
    if (
      !isGiven(length, this.#user_at) ||
      !isGiven(length, this.#login_at) ||
      !isGiven(length, this.#status_at)
    )
      return false;
    for (const at of this.#never) if (length[at] !== 0) return false;
    for (let at = 0; at < length.length; at += 1) if ((length[at] as number) > longest_cell) return false;
    const state = this.#states.read(cells, this.#status_at);
    if (state === strange) return false;
    if (isGiven(length, this.#type_at) && this.#types.read(cells, this.#type_at) === strange) return false;
    for (const at of this.#booleans)
      if (length[at] !== 0 && this.#words.read(cells, at) === strange) return false;
    const has_integration = isGiven(length, this.#integration_at);
    const has_email = isGiven(length, this.#email_at);
    if (form[this.#user_at] === doubled_quotes || form[this.#login_at] === doubled_quotes) return false;
    if (has_integration && form[this.#integration_at] === doubled_quotes) return false;
    if (!this.#isNewId(cells) || !this.#isNewName(cells)) return false;
    if (has_integration && !this.#isNewIntegrationId(cells)) return false;
    if (has_email && !this.#isNewAddress(cells)) return false;
    const places = has_integration ? this.#with_integration : this.#without_integration;
    const { logins, emails } = this.#world;
    const made = logins.makePlain(cells, places, state === suspended, this.#name);
    if (has_email) emails.set(this.#address.one, this.#address.two, made);
    return true;
  }

  #isNewId(cells: CellHashes): boolean {
    const at = this.#user_at;
    const { logins } = this.#world;
    return !isShortenedCell(cells, at) && !logins.hasId(cells.one[at] as number, cells.two[at] as number);
  }

  #isNewIntegrationId(cells: CellHashes): boolean {
    const at = this.#integration_at;
    if (isShortenedCell(cells, at)) return false;
    return !this.#world.logins.hasIntegrationId(cells.one[at] as number, cells.two[at] as number);
  }

  #isNewName(cells: CellHashes): boolean {
    const name = this.#name;
    if (!isLoginIdCell(cells, this.#login_at)) return false;
    hashInLowerCase(cells, this.#login_at, foldCase, name);
    return !this.#world.logins.names.has(name.one, name.two);
  }

  #isNewAddress(cells: CellHashes): boolean {
    const address = this.#address;
    if (!isAddressCell(cells, this.#email_at)) return false;
    hashInLowerCase(cells, this.#email_at, (text) => text.toLowerCase(), address);
    return this.#world.emails.get(address.one, address.two) < 0;
  }
}

function readState(text: string): number {
  const state = isStatus(text) ? loginState(text) : 'deleted';
  return state === 'deleted' ? strange : live_states.indexOf(state);
}
