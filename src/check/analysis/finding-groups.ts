import { fileTypeByName } from '../../format/index.ts';
import { findingEntry, renderFinding, type Severity } from './codes/index.ts';
import type { Cause, Finding, FindingSink, MissingObject } from './finding.ts';

/** Findings of one code that follow from the finding that leads their group. */
export interface Followers {
  readonly code: string;
  readonly count: number;
  readonly examples: readonly Finding[];
}

/** Findings with one cause. */
export interface FindingGroup {
  readonly code: string;
  readonly severity: Severity;
  readonly params: Finding['params'];
  /** One sentence; of several findings with different values the summary of their code. */
  readonly message: string;
  /** The findings of this very code. */
  readonly count: number;
  readonly examples: readonly Finding[];
  /** What follows, most often told first. */
  readonly followers: readonly Followers[];
}

interface Tally {
  count: number;
  readonly examples: Finding[];
}

interface Group {
  readonly lead: Finding | null;
  /** Of a group that nobody leads. */
  readonly object: MissingObject | null;
  readonly own: Tally;
  readonly followers: Map<string, Tally>;
}

/** So many missing objects of a kind are told one by one: memory is not to grow with the faults of a file. */
const most_objects = 1000;

const severity_order: readonly Severity[] = ['error', 'warning', 'note'];

const keyOfObject = ({ kind, id }: MissingObject) => `object\0${kind}\0${id}`;

/**
 * Brings findings together that have one cause: an object that no file has, a row that was refused and what refers to
 * its object, a column, a file. Keeps counts and the first few findings of each group.
 */
export class FindingGroups implements FindingSink {
  readonly #most_examples: number;
  readonly #groups = new Map<string, Group>();
  /** The group of the finding for which an object was not made. */
  readonly #refused = new Map<string, string>();
  readonly #objects_of_kind = new Map<string, number>();
  #counts: Record<Severity, number> = { error: 0, warning: 0, note: 0 };
  #last_key = '';

  constructor(most_examples: number) {
    this.#most_examples = most_examples;
  }

  reset(): void {
    this.#groups.clear();
    this.#refused.clear();
    this.#objects_of_kind.clear();
    this.#counts = { error: 0, warning: 0, note: 0 };
  }

  /** How many findings there were, each counted. */
  get counts(): Readonly<Record<Severity, number>> {
    return this.#counts;
  }

  tell(finding: Finding): void {
    const { cause } = finding;
    const key = cause === undefined ? ownKey(finding) : this.#keyOfCause(cause, finding);
    this.#last_key = key;
    const group = this.#groupOf(key, finding);
    // What only the server knows may well be right.
    this.#counts[group.lead?.code === 'check.needs_server' ? 'note' : finding.severity] += 1;
    const isOwn = group.lead?.code === finding.code && cause?.by !== 'object';
    const tally = isOwn ? group.own : followersOf(group, finding.code);
    tally.count += 1;
    if (tally.examples.length < this.#most_examples) tally.examples.push(finding);
  }

  refuse(object: MissingObject): void {
    this.#refused.set(keyOfObject(object), this.#last_key);
  }

  #keyOfCause(cause: Cause, finding: Finding): string {
    if (cause.by === 'finding') return cause.key;
    if (cause.by === 'column') return columnKey(finding.file, cause.column);
    const key = keyOfObject(cause.object);
    const refused = this.#refused.get(key);
    if (refused !== undefined) return refused;
    if (this.#groups.has(key)) return key;
    const { kind } = cause.object;
    const known = this.#objects_of_kind.get(kind) ?? 0;
    this.#objects_of_kind.set(kind, known + 1);
    return known < most_objects ? key : `object\0${kind}`;
  }

  #groupOf(key: string, finding: Finding): Group {
    const known = this.#groups.get(key);
    if (known) return known;
    const object = finding.cause?.by === 'object' ? finding.cause.object : null;
    const group: Group = {
      lead: object === null ? finding : null,
      object: object !== null && key.endsWith(`\0${object.id}`) ? object : object && { ...object, id: '' },
      own: { count: 0, examples: [] },
      followers: new Map(),
    };
    this.#groups.set(key, group);
    return group;
  }

  /**
   * The groups, the gravest first, then those with the most findings. `is_made` tells whether the files make an
   * object after all, only later; `fileOf` the broken file that should have had objects of a kind.
   */
  finish(
    is_made: (object: MissingObject) => boolean,
    brokenFileOf: (kind: string) => string | null,
  ): readonly FindingGroup[] {
    for (const [key, group] of [...this.#groups]) {
      if (group.object === null) continue;
      const later = this.#refused.get(key);
      const broken = brokenFileOf(group.object.kind);
      const into = later ?? (broken === null ? undefined : fileKey(broken));
      const target = into === undefined || into === key ? undefined : this.#groups.get(into);
      if (target === undefined) continue;
      this.#groups.delete(key);
      for (const [code, tally] of group.followers)
        addTo(followersOf(target, code), tally, this.#most_examples);
    }
    return [...this.#groups.values()]
      .map((group) => finished(group, is_made))
      .sort(
        (a, b) =>
          severity_order.indexOf(a.severity) - severity_order.indexOf(b.severity) || weight(b) - weight(a),
      );
  }
}

const weight = (group: FindingGroup) => group.followers.reduce((sum, { count }) => sum + count, group.count);

function followersOf(group: Group, code: string): Tally {
  const known = group.followers.get(code) ?? { count: 0, examples: [] };
  group.followers.set(code, known);
  return known;
}

function addTo(tally: Tally, other: Tally, most_examples: number): void {
  tally.count += other.count;
  tally.examples.push(...other.examples.slice(0, most_examples - tally.examples.length));
}

const columnKey = (file: string | null, column: string) => `column\0${file}\0${column}`;

/** The group of what is wrong with a file as a whole. */
export function fileKey(file: string): string {
  return `file\0${file}`;
}

/** The group of what a column says about things that only the server knows. */
export function serverKey(file: string | null, column: string | null): string {
  return `server\0${file}\0${column}`;
}

function ownKey({ code, file, row, column, params }: Finding): string {
  if (code === 'check.missing_column') return columnKey(file, String(params.column));
  if (code === 'check.misspelt_column') return columnKey(file, String(params.nearest));
  if (code === 'check.needs_server') return serverKey(file, column);
  const isOfFile = code === 'check.wrong_encoding' || code === 'check.wrong_separator';
  if (row === null && (isOfFile || !code.startsWith('check.'))) return fileKey(file ?? '');
  return row === null ? `${code}\0${file}\0${column}` : `row\0${code}\0${file}\0${column}`;
}

function finished(group: Group, is_made: (object: MissingObject) => boolean): FindingGroup {
  const { lead, object, own } = group;
  const followers = [...group.followers]
    .map(([code, { count, examples }]) => ({ code, count, examples }))
    .sort((a, b) => b.count - a.count);
  if (lead !== null) {
    const { code, severity, params } = lead;
    const isOne = own.count === 1 || own.examples.every((one) => renderFinding(one) === renderFinding(lead));
    const message = isOne ? renderFinding(lead) : withoutStop(findingEntry(code)?.summary ?? code);
    return { code, severity, params, message, count: own.count, examples: own.examples, followers };
  }
  const noun = fileTypeByName(object?.kind ?? '')?.noun ?? 'object';
  const id = object?.id ?? '';
  const code =
    id === ''
      ? 'check.many_missing_objects'
      : object && is_made(object)
        ? 'check.object_comes_later'
        : 'check.missing_object';
  const params = { noun, id };
  const message = renderFinding({ code, params });
  // What only leaves something of a row aside is no reason for an alarm.
  const severity = followers.some(({ code: of }) => findingEntry(of)?.severity === 'error')
    ? 'error'
    : 'warning';
  return { code, severity, params, message, count: 0, examples: [], followers };
}

const withoutStop = (sentence: string) => sentence.replace(/\.$/, '');
