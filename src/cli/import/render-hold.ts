import { isHeld, type SisImport } from '../../client/index.ts';
import { type Paint, renderCount, renderForeign, renderWord } from '../render.ts';

type Hold = NonNullable<SisImport['data']['hold']>;

// What a person reads; the plan has all of it.
const LIMITS_SHOWN = 10;

const verbs: Readonly<Record<string, string>> = {
  deleted: 'would be deleted',
  concluded: 'would be concluded',
  changed: 'would be changed',
};

function renderLimit({
  limit,
  allows,
  kind,
  count,
  of,
  percent,
  term,
  account,
}: Hold['limits'][number]): string {
  const measure = limit.split('.').at(-1)?.replace('_percent', '') ?? '';
  const numbers = `${renderCount(count)} of ${renderCount(of)} ${renderWord(kind)}`;
  const what =
    measure === 'left' ? `${numbers} would be left` : `${numbers} ${verbs[measure]} (${percent} %)`;
  const place = term ?? account;
  const name = place === undefined ? '' : renderForeign(place.sis_id ?? place.name);
  const where = place === undefined ? '' : ` in ${term === undefined ? 'account' : 'term'} ${name}`;
  return `  ${what}${where}; limit ${limit}=${allows}`;
}

function renderFile({ files, rows, rows_before, sis_import_id }: Hold['files'][number]): string {
  const before = rows_before === null ? '' : `; SIS import ${sis_import_id} had ${renderCount(rows_before)}`;
  const count = rows === 0 ? 'nothing but a header' : `${renderCount(rows)} ${rows === 1 ? 'row' : 'rows'}`;
  return `  ${files.map(renderForeign).join(', ')}: ${count}${before}`;
}

/** Why an import waits, and what a person can do about it; nothing for one that does not. */
export function renderHold(state: SisImport, paint: Paint): readonly string[] {
  const { hold } = state.data;
  if (!isHeld(state) || hold === undefined) return [];
  const more = hold.limit_count - Math.min(hold.limits.length, LIMITS_SHOWN);
  return [
    '',
    paint.bad('Held before anything was applied, as it would go beyond the limits:'),
    ...hold.limits.slice(0, LIMITS_SHOWN).map(renderLimit),
    ...(more > 0 ? [`  and ${renderCount(more)} more`] : []),
    ...(hold.files.length > 0 ? ['', 'Files that have shrunk:', ...hold.files.map(renderFile)] : []),
    '',
    `rollcall plan ${state.id}                       shows all that it would do`,
    `rollcall approve ${state.id} --reason <reason>  lets it go on`,
    `rollcall abort ${state.id}                      ends it`,
  ];
}
