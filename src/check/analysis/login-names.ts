import { flattened } from '../../format/index.ts';
import type { CellHash } from './cell-hash.ts';
import { CellIndex } from './cell-index.ts';
import { foldCase } from './fold-case.ts';
import type { LoginRecord } from './records.ts';

/** `none`: a row names no authentication provider. `unknown`: it names one that a new server does not have. */
export type Provider = { readonly id: number } | 'none' | 'unknown';

/** The one provider of a new server, by number or type. */
export function providerOf(value: string | null): Provider {
  if (value === null) return 'none';
  return value === '1' || value.toLowerCase() === 'canvas' ? { id: 1 } : 'unknown';
}

/** In place of the number of a login: the name or ID is nobody's any more. */
export const gone = 0x3fffffff;

/** Logins by their names, whatever the case. */
export class LoginNames {
  readonly #numbered: (number: number) => LoginRecord | undefined;
  readonly #by_name = new CellIndex();
  /** The logins of names that more than one has, or had. */
  readonly #namesakes = new Map<string, LoginRecord[]>();

  constructor(numbered: (number: number) => LoginRecord | undefined) {
    this.#numbered = numbered;
  }

  add(login: LoginRecord): void {
    const key = foldCase(login.login_id);
    const namesakes = this.#namesakes.get(key);
    const first = this.#numbered(this.#by_name.getText(key));
    if (namesakes !== undefined) namesakes.push(login);
    else if (first === undefined) this.#by_name.setText(key, login.number);
    else this.#namesakes.set(flattened(key), [first, login]);
  }

  /** Has the memory bring what will be looked at for a name; as `CellIndex.touch`. */
  touch(one: number, two: number): number {
    return this.#by_name.touch(one, two);
  }

  expect(count: number): void {
    this.#by_name.expect(count);
  }

  /** Adds a login whose name nobody has had yet, under the hashes of it in lower case. */
  addPlain({ one, two }: CellHash, number: number): void {
    this.#by_name.set(one, two, number);
  }

  remove(login: LoginRecord): void {
    const key = foldCase(login.login_id);
    const namesakes = this.#namesakes.get(key);
    if (namesakes === undefined) this.#by_name.setText(key, gone);
    else namesakes.splice(namesakes.indexOf(login), 1);
  }

  /** Whether the name with these hashes of it in lower case is, or was, that of a login. */
  has(one: number, two: number): boolean {
    return this.#by_name.get(one, two) >= 0;
  }

  /** The logins of that name, deleted ones included. */
  named(login_id: string): readonly LoginRecord[] {
    const key = foldCase(login_id);
    const first = this.#numbered(this.#by_name.getText(key));
    if (first === undefined) return [];
    return this.#namesakes.get(key) ?? [first];
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
