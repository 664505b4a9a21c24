import { type ImportData, statisticClasses } from '../../api/index.ts';
import { fileTypes } from '../../format/index.ts';

const dataKeys = [
  'import_type',
  'supplied_batches',
  'counts',
  'running_immediately',
  'completed_importers',
  'downloadable_attachment_ids',
  'diffed_against_sis_batch_id',
  'diffed_attachment_ids',
  'diffed_zip_attachment_id',
  'not_diffed',
  'statistics',
  'dry_run',
  'plan',
  'hold',
];
const kinds: readonly string[] = fileTypes.map(({ plural }) => plural);
const countKeys = [
  ...kinds,
  'batch_courses_deleted',
  'batch_sections_deleted',
  'batch_enrollments_deleted',
  'error_count',
  'warning_count',
];
const statisticKeys = ['total_state_changes', ...statisticClasses];
const classKeys = ['created', 'concluded', 'deactivated', 'restored', 'deleted'];

type Fields = Readonly<Record<string, unknown>>;

/** A copy with the known keys first, in their order. */
function inOrder<T extends object>(fields: T, order: readonly string[]): T {
  const known = order.filter((key) => Object.hasOwn(fields, key));
  const rest = Object.keys(fields).filter((key) => !order.includes(key));
  return Object.fromEntries([...known, ...rest].map((key) => [key, (fields as Fields)[key]])) as T;
}

/** The `data` of an import with its keys in the order in which they are documented; the database keeps none. */
export function presentImportData(data: ImportData): ImportData {
  const { counts, statistics, outcomes } = data;
  const ordered = {
    ...data,
    ...(counts === undefined ? {} : { counts: orderCounts(counts) }),
    ...(outcomes === undefined ? {} : { outcomes: inOrder(outcomes, kinds) }),
    ...(statistics === undefined ? {} : { statistics: presentStatistics(statistics) }),
  };
  return inOrder(ordered, dataKeys);
}

/** Counts in the order of processing. */
export function orderCounts(counts: Readonly<Record<string, number>>): typeof counts {
  return inOrder(counts, countKeys);
}

function presentStatistics(statistics: NonNullable<ImportData['statistics']>): typeof statistics {
  const classes = Object.entries(inOrder(statistics, statisticKeys)).map(([name, value]) => [
    name,
    typeof value === 'object' ? inOrder(value, classKeys) : value,
  ]);
  return Object.fromEntries(classes) as typeof statistics;
}
