import { flattened } from '../../format/index.ts';
import type { CellHash } from './cell-hash.ts';
import { CellIndex } from './cell-index.ts';
import { foldCase } from './fold-case.ts';
import type { LoginRecord } from './records.ts';

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
}
