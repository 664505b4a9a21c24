import { flattened } from '../../format/index.ts';
import { isShortenedNumber } from './cell-findings.ts';
import type { CellHash } from './cell-hash.ts';
import { CellIndex } from './cell-index.ts';
import { grown } from './grown.ts';
import { gone, LoginNames } from './login-names.ts';
import { type LoginCells, PlainLogins } from './plain-logins.ts';
import type { CellHashes } from './record-cells.ts';
import { RecordIndex } from './record-index.ts';
import type { LoginRecord } from './records.ts';

/** In place of a person. */
const nobody = -1;

/**
 * Logins by SIS ID, integration ID and name, and the people who have them. There are many: IDs and names are kept as
 * hashes in typed arrays, where a look-up meets the memory once, and not as keys of maps; and a login that was made from
 * the bytes of its row becomes a record when somebody asks for it.
 */
export class LoginIndex extends RecordIndex<LoginRecord> {
  /** By number; undefined for those of `#plain` that nobody has asked for. */
  readonly #records: (LoginRecord | undefined)[] = [];
  readonly #plain = new PlainLogins();
  /** By number: the person of a live login with an ID that looks like one. */
  #live_person = new Int32Array(1024);
  readonly #by_id = new CellIndex();
  readonly #by_integration_id = new CellIndex();
  readonly names = new LoginNames((number) => this.numbered(number));
  /** The logins of people who have more than one. */
  readonly #of_person = new Map<number, LoginRecord[]>();
  people = 0;

  override get size(): number {
    return this.#records.length;
  }

  override get(id: string | null): LoginRecord | undefined {
    return id === null ? undefined : this.numbered(this.#by_id.getText(id));
  }

  override withIntegrationId(id: string | null): LoginRecord | undefined {
    return id === null ? undefined : this.numbered(this.#by_integration_id.getText(id));
  }

  override setIntegrationId(record: LoginRecord, id: string | null): void {
    if (record.integration_id === id) return;
    if (record.integration_id !== null) this.#by_integration_id.setText(record.integration_id, gone);
    record.integration_id = id === null ? null : flattened(id);
    this.noteIntegrationId(record);
  }

  protected override noteIntegrationId({ integration_id, number }: LoginRecord): void {
    if (integration_id !== null) this.#by_integration_id.setText(integration_id, number);
  }

  /** Has the memory bring what will be looked at for an ID; as `CellIndex.touch`. */
  touchId(one: number, two: number): number {
    return this.#by_id.touch(one, two);
  }

  /** Makes room for so many more. */
  expect(count: number): void {
    this.#by_id.expect(count);
    this.names.expect(count);
  }

  /** Whether the SIS ID with these hashes is, or was, that of a login. */
  hasId(one: number, two: number): boolean {
    return this.#by_id.get(one, two) >= 0;
  }

  /** Whether the integration ID with these hashes is, or was, that of a login. */
  hasIntegrationId(one: number, two: number): boolean {
    return this.#by_integration_id.get(one, two) >= 0;
  }

  /** The person whose live login has the SIS ID with these hashes; -1 without one, and for IDs to remark on. */
  livePerson(one: number, two: number): number {
    const number = this.#by_id.get(one, two);
    return number < 0 || number === gone ? nobody : (this.#live_person[number] as number);
  }

  override rename(record: LoginRecord, id: string): void {
    this.#by_id.setText(record.id, gone);
    (record as { id: string }).id = flattened(id);
    this.#by_id.setText(id, record.number);
    this.#notePerson(record);
  }

  setState(record: LoginRecord, state: LoginRecord['state']): void {
    (record as { state: LoginRecord['state'] }).state = state;
    this.#notePerson(record);
  }

  /** Adds a login; without `beside` it is that of a new person. */
  make(login: Omit<LoginRecord, 'number' | 'person'>, beside: LoginRecord | null): LoginRecord {
    const { integration_id, login_id, provider_id, state } = login;
    const person = beside === null ? this.people++ : beside.person;
    const record: LoginRecord = {
      id: flattened(login.id),
      integration_id: integration_id === null ? null : flattened(integration_id),
      number: this.#records.length,
      person,
      login_id: flattened(login_id),
      provider_id,
      state,
    };
    this.#records.push(record);
    this.#notePerson(record);
    this.#by_id.setText(record.id, record.number);
    this.noteIntegrationId(record);
    this.names.add(record);
    if (beside !== null) {
      const all = this.#of_person.get(person);
      if (all) all.push(record);
      else this.#of_person.set(person, [beside, record]);
    }
    return record;
  }

  /**
   * Adds the live login of a new person from the cells of a row, under the hashes of its name in lower case. IDs and
   * name are new, and there is nothing to say about them. Returns its number.
   */
  makePlain(cells: CellHashes, places: LoginCells, is_suspended: boolean, name: CellHash): number {
    const { one, two } = cells;
    const number = this.#records.push(undefined) - 1;
    this.#plain.add(number, cells, places, is_suspended);
    this.#setLivePerson(number, this.people++);
    const { id, integration_id } = places;
    this.#by_id.set(one[id] as number, two[id] as number, number);
    if (integration_id >= 0)
      this.#by_integration_id.set(one[integration_id] as number, two[integration_id] as number, number);
    this.names.addPlain(name, number);
    return number;
  }

  /** The login with this number. */
  numbered(number: number): LoginRecord | undefined {
    if (number < 0 || number >= this.#records.length) return undefined;
    const known = this.#records[number];
    if (known !== undefined) return known;
    const record = this.#plain.read(number, this.#live_person[number] as number);
    this.#records[number] = record;
    return record;
  }

  #notePerson({ number, id, state, person }: LoginRecord): void {
    this.#setLivePerson(number, state === 'deleted' || isShortenedNumber(id) ? nobody : person);
  }

  #setLivePerson(number: number, person: number): void {
    if (number >= this.#live_person.length)
      this.#live_person = grown(this.#live_person, new Int32Array(2 * number));
    this.#live_person[number] = person;
  }

  /** Gives a login another name. */
  renameLogin(login: LoginRecord, login_id: string): void {
    if (login.login_id === login_id) return;
    this.names.remove(login);
    login.login_id = flattened(login_id);
    this.names.add(login);
  }

  /** Whether the person of a login has a live one. */
  hasLive(login: LoginRecord): boolean {
    const all = this.#of_person.get(login.person) ?? [login];
    return all.some(({ state }) => state !== 'deleted');
  }
}
