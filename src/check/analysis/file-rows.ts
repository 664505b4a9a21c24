import type { AnyRow, CsvRecord, FileType } from '../../format/index.ts';
import { checkRow } from '../check-rows.ts';
import type { FileContext } from '../define-rule.ts';
import { rowParser } from '../read/index.ts';
import { type CellFinding, cellChecker } from './cell-findings.ts';
import { FileFindings } from './file-findings.ts';
import type { FindingSink } from './finding.ts';
import { openLane } from './open-lane.ts';
import { type AnyPlan, type PlanFile, planOf } from './plan/index.ts';
import type { RecordTaker } from './record-lane.ts';
import { hashContent, hashKey, keyColumns, type Place, Repeats } from './repeats.ts';
import type { World } from './world.ts';

/** What all files of an analysis share. */
export interface Shared {
  readonly world: World;
  readonly sink: FindingSink;
  /** Paths by the number of the file. */
  readonly paths: string[];
  /** Per file type. */
  readonly repeats: Map<string, Repeats>;
}

/** The rows of one file on their way through rules and plan. */
export class FileRows {
  rows = 0;
  /** Rows that an import would refuse or drop. */
  skipped = 0;
  readonly #shared: Shared;
  readonly #file_type: FileType;
  readonly #plan: AnyPlan;
  readonly #plan_file: PlanFile;
  readonly #context: FileContext;
  readonly #parse: (record: CsvRecord) => AnyRow;
  readonly #lookAtCells: ReturnType<typeof cellChecker>;
  readonly #header: readonly string[];
  readonly #key_places: readonly number[];
  readonly #content_places: readonly number[];
  readonly #repeats: Repeats;
  /** Reads the id of the object that a row makes, where a row is known to make one. */
  readonly #made: { readonly kind: string; readonly column: string } | null;
  readonly #findings: FileFindings;
  readonly #remarkOnCell = ({ code, column, params }: CellFinding) =>
    this.#findings.remark(code, column, params);

  constructor(
    path: string,
    file_type: FileType,
    header: readonly string[],
    lacking: ReadonlySet<string>,
    shared: Shared,
  ) {
    this.#shared = shared;
    this.#file_type = file_type;
    this.#header = header;
    this.#plan = planOf(file_type.name);
    this.#plan_file = {
      number: shared.paths.push(path) - 1,
      last: new Map(),
      deletes: [],
      first_enrollment: shared.world.enrollments.size,
      enrollment: -1,
    };
    this.#context = { given: new Set(header) };
    this.#parse = rowParser(file_type, header) as (record: CsvRecord) => AnyRow;
    this.#lookAtCells = cellChecker(file_type, header);
    this.#key_places = keyColumns(file_type).map((name) => header.indexOf(name));
    this.#content_places = Object.keys(file_type.columns)
      .map((name) => header.indexOf(name))
      .filter((at) => at >= 0);
    this.#repeats = repeatsOf(shared, file_type.name);
    this.#made = madeBy(file_type, shared.world);
    this.#findings = new FileFindings(path, lacking, shared.sink);
  }

  /** Takes the next record. */
  take(record: CsvRecord, has_nul: boolean): void {
    this.rows += 1;
    const findings = this.#findings;
    findings.row = record.row;
    const row = this.#parse(record);
    this.#lookAtCells(record, this.#remarkOnCell);
    const checked = checkRow(this.#file_type, has_nul ? this.#withNul(row, record) : row, this.#context);
    for (const draft of checked.messages) findings.tell(draft);
    this.#plan_file.enrollment = -1;
    const is_applied =
      !checked.skipped && this.#plan.planRow(row, this.#shared.world, findings.say, this.#plan_file);
    if (is_applied) this.#noteRepeat(record, row);
    else {
      this.skipped += 1;
      const id = this.#made === null ? null : row[this.#made.column];
      if (this.#made !== null && typeof id === 'string' && !this.#shared.world.has(this.#made.kind, id))
        this.#shared.sink.refuse({ kind: this.#made.kind, id });
    }
  }

  /** Takes the rows about which there is nothing to say by their hashes, where the type has a way to do so. */
  openLane(): RecordTaker | null {
    const lane = openLane(
      {
        file_type: this.#file_type,
        header: this.#header,
        number: this.#plan_file.number,
        key_places: this.#key_places,
        content_places: this.#content_places,
        repeats: this.#repeats,
      },
      this.#shared.world,
    );
    if (lane === null) return null;
    return {
      takePlain: (cells, row) => {
        if (!lane.take(cells, row)) return false;
        this.rows += 1;
        return true;
      },
      prepare: lane.prepare,
      expect: lane.expect,
      takeRecord: (record, has_nul) => {
        this.take(record, has_nul);
        if (this.#plan_file.enrollment >= 0) lane.notice?.(this.#plan_file.enrollment);
      },
    };
  }

  /** Does what had to wait for the end of the file. */
  finish(): void {
    this.#plan.finish?.(this.#shared.world, this.#plan_file, (row) => this.#findings.sayAt(row));
  }

  #noteRepeat(record: CsvRecord, row: AnyRow): void {
    const { number, enrollment } = this.#plan_file;
    const content = hashContent(record.cells, this.#content_places);
    const before =
      enrollment < 0
        ? this.#noteKey(record, content)
        : noteEnrollment(this.#shared.world, enrollment, number, record.row, content);
    if (before === null) return;
    const { noun, identified_by } = this.#file_type;
    const first_file = this.#shared.paths[before.file] ?? '';
    const params = { noun, first_file, first_row: before.row };
    if (before.is_same) this.#findings.remark('check.repeated_row', null, params);
    else {
      const id = identified_by
        .flatMap((name) => (typeof row[name] === 'string' ? [row[name]] : []))
        .join(', ');
      this.#findings.remark('check.contradicting_row', null, { ...params, id });
    }
  }

  #noteKey(record: CsvRecord, content: number): Place | null {
    if (this.#file_type.name === 'enrollment') return null;
    const { one, two } = hashKey(record.cells, this.#key_places);
    return this.#repeats.note(one, two, content, this.#plan_file.number, record.row);
  }

  #withNul(row: AnyRow, { cells }: CsvRecord): AnyRow {
    const at = cells.findIndex((cell) => cell.includes('\0'));
    return at < 0 ? row : { ...row, nul_column: this.#header[at] || `number ${at + 1}` };
  }
}

function repeatsOf({ repeats }: Shared, name: string): Repeats {
  const known = repeats.get(name) ?? new Repeats();
  repeats.set(name, known);
  return known;
}

function noteEnrollment(
  { enrollments }: World,
  at: number,
  file: number,
  row: number,
  content: number,
): Place | null {
  const before = enrollments.row(at);
  const place =
    before === 0
      ? null
      : { file: enrollments.file(at), row: before, is_same: enrollments.content(at) === content };
  enrollments.setPlace(at, file, row, content);
  return place;
}

/** What kind of object the rows of a type make that others refer to. A further login is referred to as a user. */
function madeBy({ name, identified_by }: FileType, world: World): { kind: string; column: string } | null {
  const [column] = identified_by;
  const kind = name === 'login' ? 'user' : name;
  return column !== undefined && identified_by.length === 1 && world.indexOf(kind) ? { kind, column } : null;
}
