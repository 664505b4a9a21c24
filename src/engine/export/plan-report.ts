import { type ExportChoice, type ExportColumn, exportSources, type SnapshotOptions } from '../../db/index.ts';
import { columnsOf, type ReportDefinition } from './define-report.ts';

/** The parameters of a run as they were sent: text from a form, anything from JSON. */
export type SentParameters = Readonly<Record<string, unknown>>;

/** A file to write. */
export interface PlannedFile {
  readonly choice: ExportChoice;
  /** E.g. `users.csv`. */
  readonly file_name: string;
  readonly columns: readonly ExportColumn[];
}

/** What a run of a report shall write. */
export interface ReportPlan {
  /** None: the report ends without a file. */
  readonly files: readonly PlannedFile[];
  readonly scope: SnapshotOptions['scope'];
}

/** Where a report runs, and what its parameters name. */
export interface ReportPlace {
  readonly root_account_id: number;
  readonly account_id: number;
  /** What `enrollment_term_id` stands for. */
  readonly enrollment_term_id: number | null;
}

const choices = Object.keys(exportSources) as ExportChoice[];

/** Makes out which files a run writes and which rows belong in them. */
export function planReport(
  report: ReportDefinition,
  parameters: SentParameters,
  { root_account_id, account_id, enrollment_term_id }: ReportPlace,
): ReportPlan {
  const takes = (name: string): unknown => (Object.hasOwn(report.parameters, name) ? parameters[name] : null);
  return {
    files: choices
      .filter((choice) => isChosen(parameters[choice]))
      .map((choice) => ({ choice, file_name: `${choice}.csv`, columns: columnsOf(report, choice) })),
    scope: {
      root_account_id,
      sub_account_id: account_id === root_account_id ? null : account_id,
      importable_only: report.importable_only,
      include_deleted: isChosen(parameters.include_deleted),
      created_by_sis: isChosen(parameters.created_by_sis),
      enrollment_term_id,
      enrollment_types: knownWords(takes('enrollment_filter'), enrollmentTypes),
      enrollment_statuses: knownWords(takes('enrollment_states'), enrollmentStatuses),
    },
  };
}

/** Canvas reads these words as true in any letter case, all else as false. */
function isChosen(value: unknown): boolean {
  return /^(true|t|yes|y|on|1)$/i.test(String(value ?? '').trim());
}

const enrollmentTypes = new Map(
  ['StudentEnrollment', 'TeacherEnrollment', 'TaEnrollment', 'DesignerEnrollment', 'ObserverEnrollment'].map(
    (type) => [type.toLowerCase(), type],
  ),
);

// By the word of the `status` column and by that of the enrollment's own state.
const enrollmentStatuses = new Map([
  ['active', 'active'],
  ['inactive', 'inactive'],
  ['concluded', 'concluded'],
  ['completed', 'concluded'],
  ['deleted', 'deleted'],
  ['invited', 'invited'],
  ['creation_pending', 'invited'],
  ['rejected', 'rejected'],
]);

/** The known words of a comma list or array; null when nothing was sent, empty when nothing of it is known. */
function knownWords(sent: unknown, known: ReadonlyMap<string, string>): readonly string[] | null {
  const list = (Array.isArray(sent) ? sent : [sent ?? ''])
    .flatMap((text) => String(text).split(','))
    .map((word) => word.trim().toLowerCase())
    .filter((word) => word !== '');
  if (list.length === 0) return null;
  return [...new Set(list.flatMap((word) => known.get(word) ?? []))];
}
