/** A value that could not be used. */
export interface Problem {
  readonly file: string;
  /** 1-based, the header counts; null where the whole file is meant. */
  readonly row: number | null;
  readonly column: string | null;
  readonly value: string | null;
  readonly text: string;
}

/** Something that has no counterpart, and how often it was there. */
export interface Loss {
  readonly file: string;
  /** Null where rows or whole files are meant. */
  readonly column: string | null;
  readonly reason: string;
  readonly count: number;
  readonly first_row: number | null;
}

/** What a conversion has read, written, lost and found wrong. */
export interface ConversionReport {
  readonly version: string;
  readonly read: readonly { readonly file: string; readonly mode: 'bulk' | 'delta'; readonly rows: number }[];
  readonly written: readonly { readonly file: string; readonly rows: number }[];
  readonly lost: {
    /** Files of which nothing is used; `count` is their rows. */
    readonly files: readonly Loss[];
    /** Columns of which nothing is used; `count` is their values that are not blank. */
    readonly columns: readonly Loss[];
    /** Rows, or parts of them, of which nothing came. */
    readonly rows: readonly Loss[];
  };
  /** The first `MOST_PROBLEMS`. */
  readonly problems: readonly Problem[];
  readonly problem_count: number;
}

/** As many problems are kept: a file can be wrong in every row. */
export const MOST_PROBLEMS = 10_000;

type Kind = keyof ConversionReport['lost'];

/** Collects what is to be reported. */
export class ReportBook {
  readonly #lost = new Map<string, Loss & { readonly kind: Kind }>();
  readonly #problems: Problem[] = [];
  #problem_count = 0;

  /** Notes something that has no counterpart; the same thing again is counted. */
  lose(kind: Kind, loss: Omit<Loss, 'count'>, count = 1): void {
    const key = JSON.stringify([kind, loss.file, loss.column, loss.reason]);
    const known = this.#lost.get(key);
    this.#lost.set(key, known ? { ...known, count: known.count + count } : { ...loss, kind, count });
  }

  /** Notes a value that cannot be used. */
  complain(problem: Problem): void {
    this.#problem_count++;
    if (this.#problems.length < MOST_PROBLEMS) this.#problems.push(problem);
  }

  /** What has been noted. */
  close(rest: Pick<ConversionReport, 'version' | 'read' | 'written'>): ConversionReport {
    const all = [...this.#lost.values()].filter(({ count }) => count > 0);
    const of = (wanted: Kind): readonly Loss[] =>
      all.filter(({ kind }) => kind === wanted).map(({ kind: _, ...loss }) => loss);
    return {
      ...rest,
      lost: { files: of('files'), columns: of('columns'), rows: of('rows') },
      problems: this.#problems,
      problem_count: this.#problem_count,
    };
  }
}
