import { type MessageDraft, toMessage } from '../../format/index.ts';
import { type CheckCode, checkCodes, severityOf } from './codes/index.ts';
import type { Cause, Finding, FindingSink, MissingObject } from './finding.ts';
import { serverKey } from './finding-groups.ts';
import type { Say } from './plan/index.ts';

/** Tells what there is to say about the rows of one file. */
export class FileFindings {
  /** The row in hand. */
  row = 0;
  /** How the plan speaks of the row in hand. */
  readonly say: Say = this.sayAt(null);
  readonly #path: string;
  /** Columns that rows lack because of the header. */
  readonly #lacking: ReadonlySet<string>;
  readonly #sink: FindingSink;

  constructor(path: string, lacking: ReadonlySet<string>, sink: FindingSink) {
    this.#path = path;
    this.#lacking = lacking;
    this.#sink = sink;
  }

  /** How the plan speaks of a row, null: of the one in hand. */
  sayAt(row: number | null): Say {
    return {
      refuse: (draft, missing) => {
        this.tell(draft, row ?? this.row, missing);
        return false;
      },
      leaveToServer: (draft, column, value) => {
        this.remark('check.needs_server', column, { column, value }, row ?? this.row);
        this.#tellFor(draft, row ?? this.row, { by: 'finding', key: serverKey(this.#path, column) });
        return false;
      },
      warn: (draft, missing) => this.tell(draft, row ?? this.row, missing),
      remark: (code, column, params) => this.remark(code, column, params, row ?? this.row),
    };
  }

  /** Tells what an import would say of a row. */
  tell(draft: MessageDraft, row = this.row, missing?: MissingObject): void {
    this.#tellFor(draft, row, missing === undefined ? null : { by: 'object', object: missing });
  }

  /** Tells what an import would take without a word. */
  remark(code: CheckCode, column: string | null, params: Finding['params'], row = this.row): void {
    const { severity } = checkCodes[code];
    this.#sink.tell({ code, severity, file: this.#path, row, column, params });
  }

  #tellFor(draft: MessageDraft, row: number, known: Cause | null): void {
    const { code, effect, column, params } = toMessage(draft, this.#path, row);
    const is_lacking = column !== null && this.#lacking.has(column);
    const cause = known ?? (is_lacking ? { by: 'column' as const, column } : null);
    this.#sink.tell({
      code,
      severity: severityOf(effect),
      file: this.#path,
      row,
      column,
      params,
      ...(cause ? { cause } : {}),
    });
  }
}
