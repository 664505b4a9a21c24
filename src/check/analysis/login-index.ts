import { flattened } from '../../format/index.ts';
import { CellIndex } from './cell-hash.ts';
import { foldCase } from './fold-case.ts';
import { RecordIndex } from './record-index.ts';
import type { LoginRecord } from './records.ts';

/** `none`: a row names no authentication provider. `unknown`: it names one that a new server does not have. */
export type Provider = { readonly id: number } | 'none' | 'unknown';

/** The one provider of a new server, by number or type. */
export function providerOf(value: string | null): Provider {
  if (value === null) return 'none';
  return value === '1' || value.toLowerCase() === 'canvas' ? { id: 1 } : 'unknown';
}

/** In place of a number: the name or ID is nobody's any more. */
const gone = 0x3fffffff;

/**
 * Logins by SIS ID, integration ID and name, and the people who have them. There are many: IDs and names are kept as
 * hashes in typed arrays, where a look-up meets the memory once, and not as keys of maps.
 */
export class LoginIndex extends RecordIndex<LoginRecord> {
  readonly #all: LoginRecord[] = [];
  readonly #by_id = new CellIndex();
  readonly #by_name = new CellIndex();
  /** The logins of names that more than one has, or had. */
  readonly #namesakes = new Map<string, LoginRecord[]>();
  /** The logins of people who have more than one. */
  readonly #of_person = new Map<number, LoginRecord[]>();
  people = 0;

  override get size(): number {
    return this.#all.length;
  }

  override get(id: string | null): LoginRecord | undefined {
    return id === null ? undefined : this.#all[this.#by_id.getText(id)];
  }

  /** Whether the SIS ID with these hashes is, or was, that of a login. */
  hasId(one: number, two: number): boolean {
    return this.#by_id.get(one, two) >= 0;
  }

  override values(): IterableIterator<LoginRecord> {
    return this.#all.values();
  }

  override rename(record: LoginRecord, id: string): void {
    this.#by_id.setText(record.id, gone);
    (record as { id: string }).id = flattened(id);
    this.#by_id.setText(id, record.number);
  }

  /** Adds a login; without `beside` it is that of a new person. */
  make(login: Omit<LoginRecord, 'number' | 'person'>, beside: LoginRecord | null): LoginRecord {
    const { integration_id, login_id, provider_id, state } = login;
    const person = beside === null ? this.people++ : beside.person;
    const record: LoginRecord = {
      id: flattened(login.id),
      integration_id: integration_id === null ? null : flattened(integration_id),
      number: this.#all.length,
      person,
      login_id: flattened(login_id),
      provider_id,
      state,
    };
    this.#all.push(record);
    this.#by_id.setText(record.id, record.number);
    this.noteIntegrationId(record);
    this.#nameIt(record);
    if (beside !== null) {
      const all = this.#of_person.get(person);
      if (all) all.push(record);
      else this.#of_person.set(person, [beside, record]);
    }
    return record;
  }

  /** The login with this number. */
  numbered(number: number): LoginRecord | undefined {
    return this.#all[number];
  }

  /** Gives a login another name. */
  renameLogin(login: LoginRecord, login_id: string): void {
    if (login.login_id === login_id) return;
    const key = foldCase(login.login_id);
    const namesakes = this.#namesakes.get(key);
    if (namesakes === undefined) this.#by_name.setText(key, gone);
    else namesakes.splice(namesakes.indexOf(login), 1);
    login.login_id = flattened(login_id);
    this.#nameIt(login);
  }

  #nameIt(login: LoginRecord): void {
    const key = foldCase(login.login_id);
    const namesakes = this.#namesakes.get(key);
    const first = this.#all[this.#by_name.getText(key)];
    if (namesakes !== undefined) namesakes.push(login);
    else if (first === undefined) this.#by_name.setText(key, login.number);
    else this.#namesakes.set(flattened(key), [first, login]);
  }

  /** The logins of that name whatever the case, deleted ones included. */
  named(login_id: string): readonly LoginRecord[] {
    const key = foldCase(login_id);
    const first = this.#all[this.#by_name.getText(key)];
    if (first === undefined) return [];
    return this.#namesakes.get(key) ?? [first];
  }

  /** Whether the person of a login has a live one. */
  hasLive(login: LoginRecord): boolean {
    const all = this.#of_person.get(login.person) ?? [login];
    return all.some(({ state }) => state !== 'deleted');
  }

  /** The live login of that name; a named provider limits the search. It is `own` if that is among them, else the oldest. */
  live(login_id: string, provider: Provider, own?: LoginRecord): LoginRecord | undefined {
    const wanted = typeof provider === 'object' ? provider.id : null;
    let oldest: LoginRecord | undefined;
    for (const login of this.named(login_id)) {
      if (login.state === 'deleted') continue;
      if (provider !== 'none' && login.provider_id !== wanted) continue;
      if (login === own) return login;
      if (oldest === undefined || login.number < oldest.number) oldest = login;
    }
    return oldest;
  }

  /** Whether another live login of the provider bears the name. */
  isTaken(login_id: string, provider: Provider, own: LoginRecord | undefined): boolean {
    const wanted = typeof provider === 'object' ? provider.id : null;
    return this.named(login_id).some(
      (other) => other !== own && other.state !== 'deleted' && other.provider_id === wanted,
    );
  }
}
