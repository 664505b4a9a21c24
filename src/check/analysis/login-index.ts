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

/** Logins by SIS ID, integration ID and name, and the people who have them. */
export class LoginIndex extends RecordIndex<LoginRecord> {
  readonly #by_name = new Map<string, LoginRecord | LoginRecord[]>();
  /** The logins of people who have more than one. */
  readonly #of_person = new Map<number, LoginRecord[]>();
  #logins = 0;
  people = 0;

  /** Adds a login; without `beside` it is that of a new person. */
  make(login: Omit<LoginRecord, 'number' | 'person'>, beside: LoginRecord | null): LoginRecord {
    const person = beside === null ? this.people++ : beside.person;
    const record = this.add({ ...login, number: this.#logins++, person });
    this.#nameIt(record);
    if (beside !== null) {
      const all = this.#of_person.get(person);
      if (all) all.push(record);
      else this.#of_person.set(person, [beside, record]);
    }
    return record;
  }

  rename_login(login: LoginRecord, login_id: string): void {
    if (login.login_id === login_id) return;
    const key = foldCase(login.login_id);
    const all = this.named(login.login_id).filter((other) => other !== login);
    if (all.length === 0) this.#by_name.delete(key);
    else this.#by_name.set(key, all);
    login.login_id = login_id;
    this.#nameIt(login);
  }

  #nameIt(login: LoginRecord): void {
    const key = foldCase(login.login_id);
    const present = this.#by_name.get(key);
    if (present === undefined) this.#by_name.set(key, login);
    else if (Array.isArray(present)) present.push(login);
    else this.#by_name.set(key, [present, login]);
  }

  /** The logins of that name whatever the case, deleted ones included. */
  named(login_id: string): readonly LoginRecord[] {
    const found = this.#by_name.get(foldCase(login_id));
    if (found === undefined) return [];
    return Array.isArray(found) ? found : [found];
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
