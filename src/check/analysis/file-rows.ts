import {
  type AnyRow,
  type CsvRecord,
  type FileType,
  type MessageDraft,
  toMessage,
} from '../../format/index.ts';
import { checkRow } from '../check-rows.ts';
import type { FileContext } from '../define-rule.ts';
import { rowParser } from '../read/index.ts';
import { cellChecker } from './cell-findings.ts';
import { type CheckCode, checkCodes, severityOf } from './codes/index.ts';
import type { Cause, Finding, FindingSink, MissingObject } from './finding.ts';
import { serverKey } from './finding-groups.ts';
import { openLane } from './open-lane.ts';
import { type AnyPlan, type PlanFile, planOf, type Say } from './plan/index.ts';
import type { RecordTaker } from './record-lane.ts';
import { hashCells, key_seeds, keyColumns, type Place, Repeats } from './repeats.ts';
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
  readonly #path: string;
  readonly #file_type: FileType;
  readonly #plan: AnyPlan;
  readonly #plan_file: PlanFile;
  readonly #context: FileContext;
  readonly #parse: (record: CsvRecord) => AnyRow;
  readonly #lookAtCells: ReturnType<typeof cellChecker>;
  readonly #header: readonly string[];
  /** Columns that rows lack because of the header. */
  readonly #lacking: ReadonlySet<string>;
  readonly #key_places: readonly number[];
  readonly #content_places: readonly number[];
  readonly #repeats: Repeats;
  /** Reads the id of the object that a row makes, where a row is known to make one. */
  readonly #made: { readonly kind: string; readonly column: string } | null;
  readonly #say: Say;
  #row = 0;

  constructor(
    path: string,
    file_type: FileType,
    header: readonly string[],
    lacking: ReadonlySet<string>,
    shared: Shared,
  ) {
    this.#shared = shared;
    this.#path = path;
    this.#file_type = file_type;
    this.#header = header;
    this.#lacking = lacking;
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
    this.#say = this.#sayAt(null);
  }

  /** Takes the next record. */
  take(record: CsvRecord, has_nul: boolean): void {
    this.rows += 1;
    this.#row = record.row;
    const row = this.#parse(record);
    this.#lookAtCells(record, ({ code, column, params }) => this.#remark(code, column, params, this.#row));
    const checked = checkRow(this.#file_type, has_nul ? this.#withNul(row, record) : row, this.#context);
    for (const draft of checked.messages) this.#tell(draft, this.#row);
    this.#plan_file.enrollment = -1;
    const is_applied =
      !checked.skipped && this.#plan.planRow(row, this.#shared.world, this.#say, this.#plan_file);
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
      takeRecord: (record, has_nul) => {
        this.take(record, has_nul);
        if (this.#plan_file.enrollment >= 0) lane.notice?.(this.#plan_file.enrollment);
      },
    };
  }

  /** Does what had to wait for the end of the file. */
  finish(): void {
    this.#plan.finish?.(this.#shared.world, this.#plan_file, (row) => this.#sayAt(row));
  }

  #sayAt(row: number | null): Say {
    return {
      refuse: (draft, missing) => {
        this.#tell(draft, row ?? this.#row, missing);
        return false;
      },
      leaveToServer: (draft, column, value) => {
        this.#remark('check.needs_server', column, { column, value }, row ?? this.#row);
        this.#tellFor(draft, row ?? this.#row, { by: 'finding', key: serverKey(this.#path, column) });
        return false;
      },
      warn: (draft, missing) => this.#tell(draft, row ?? this.#row, missing),
      remark: (code, column, params) => this.#remark(code, column, params, row ?? this.#row),
    };
  }

  #tell(draft: MessageDraft, row: number, missing?: MissingObject): void {
    this.#tellFor(draft, row, missing === undefined ? null : { by: 'object', object: missing });
  }

  #tellFor(draft: MessageDraft, row: number, known: Cause | null): void {
    const { code, effect, column, params } = toMessage(draft, this.#path, row);
    const is_lacking = column !== null && this.#lacking.has(column);
    const cause = known ?? (is_lacking ? { by: 'column' as const, column } : null);
    this.#shared.sink.tell({
      code,
      severity: severityOf(effect),
      file: this.#path,
      row,
      column,
      params,
      ...(cause ? { cause } : {}),
    });
  }

  #remark(code: CheckCode, column: string | null, params: Finding['params'], row: number): void {
    const { severity } = checkCodes[code];
    this.#shared.sink.tell({ code, severity, file: this.#path, row, column, params });
  }

  #noteRepeat(record: CsvRecord, row: AnyRow): void {
    const { number, enrollment } = this.#plan_file;
    const content = hashCells(record.cells, this.#content_places, 0);
    const before =
      enrollment < 0
        ? this.#noteKey(record, content)
        : noteEnrollment(this.#shared.world, enrollment, number, record.row, content);
    if (before === null) return;
    const { noun, identified_by } = this.#file_type;
    const first_file = this.#shared.paths[before.file] ?? '';
    const params = { noun, first_file, first_row: before.row };
    if (before.is_same) this.#remark('check.repeated_row', null, params, record.row);
    else {
      const id = identified_by
        .flatMap((name) => (typeof row[name] === 'string' ? [row[name]] : []))
        .join(', ');
      this.#remark('check.contradicting_row', null, { ...params, id }, record.row);
    }
  }

  #noteKey(record: CsvRecord, content: number): Place | null {
    if (this.#file_type.name === 'enrollment') return null;
    const one = hashCells(record.cells, this.#key_places, key_seeds[0]);
    const two = hashCells(record.cells, this.#key_places, key_seeds[1]);
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
