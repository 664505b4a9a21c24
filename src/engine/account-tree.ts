/** The accounts of a tenant as a tree: who is below whom. */
export class AccountTree {
  readonly root_account_id: number;
  readonly #parents: Map<number, number | null>;
  readonly #elementary: ReadonlySet<number>;
  readonly #differentiation_tags: ReadonlyMap<number, boolean>;

  /** `differentiation_tags` holds the switches of the accounts that have one. */
  constructor(
    root_account_id: number,
    parents: Map<number, number | null>,
    elementary: ReadonlySet<number>,
    differentiation_tags: ReadonlyMap<number, boolean> = new Map(),
  ) {
    this.root_account_id = root_account_id;
    this.#parents = parents;
    this.#elementary = elementary;
    this.#differentiation_tags = differentiation_tags;
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

  /** Whether differentiation tags are on in the account: the nearest switch above decides, without any they are off. */
  hasDifferentiationTags(account_id: number): boolean {
    const nearest = this.chain(account_id).find((id) => this.#differentiation_tags.has(id));
    return nearest !== undefined && this.#differentiation_tags.get(nearest) === true;
  }

  /** Follows a planned move or a new account. */
  setParent(account_id: number, parent_account_id: number): void {
    this.#parents.set(account_id, parent_account_id);
  }
}
