/** The accounts of a tenant as a tree: who is below whom. */
export class AccountTree {
  readonly root_account_id: number;
  readonly #parents: Map<number, number | null>;
  readonly #elementary: ReadonlySet<number>;

  constructor(root_account_id: number, parents: Map<number, number | null>, elementary: ReadonlySet<number>) {
    this.root_account_id = root_account_id;
    this.#parents = parents;
    this.#elementary = elementary;
  }

  /** The account and everything above it, the account first. */
  chain(account_id: number): readonly number[] {
    const chain: number[] = [];
    let at: number | null | undefined = account_id;
    while (at !== null && at !== undefined && !chain.includes(at)) {
      chain.push(at);
      at = this.#parents.get(at);
    }
    return chain;
  }

  /** Whether `account_id` is `ancestor_id` or lies below it. */
  isWithin(account_id: number, ancestor_id: number): boolean {
    return this.chain(account_id).includes(ancestor_id);
  }

  /** Set up as an elementary school itself or through an account above. */
  isElementary(account_id: number): boolean {
    return this.#elementary.size > 0 && this.chain(account_id).some((id) => this.#elementary.has(id));
  }

  /** Follows a planned move or a new account. */
  setParent(account_id: number, parent_account_id: number): void {
    this.#parents.set(account_id, parent_account_id);
  }
}
