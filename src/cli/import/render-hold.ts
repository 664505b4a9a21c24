import { isHeld, type SisImport } from '../../client/index.ts';
import { type Paint, renderCount, renderForeign, renderTable, renderWord } from '../render.ts';

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

/** Where an import is, as the command line was told: the options that lead other commands to it. */
export interface Whereabouts {
  readonly to?: string | undefined;
  readonly account?: string | undefined;
  readonly data?: string | undefined;
}

/** Those options, a blank before each. */
export function renderWhereabouts({ to, account, data }: Whereabouts): string {
  const said = Object.entries({ to, account, data }).filter(([, value]) => value !== undefined);
  return said.map(([name, value]) => ` --${name} ${value}`).join('');
}

/** Why an import waits and how it can go on, in one line for logs and mails; null for one that does not wait. */
export function summarizeHold(state: SisImport, where: Whereabouts): string | null {
  const { hold } = state.data;
  if (!isHeld(state) || hold === undefined) return null;
  const [worst] = hold.limits;
  const more = hold.limit_count - 1;
  const what = worst === undefined ? '' : `: ${renderLimit(worst).trim()}`;
  const rest = worst === undefined || more <= 0 ? '' : `, and ${renderCount(more)} more`;
  return `SIS import ${state.id} is held${what}${rest}. rollcall approve ${state.id}${renderWhereabouts(where)} --reason <reason> lets it go on.`;
}

/** Why an import waits, and what a person can do about it; nothing for one that does not. */
export function renderHold(state: SisImport, where: Whereabouts, paint: Paint): readonly string[] {
  const { hold } = state.data;
  if (!isHeld(state) || hold === undefined) return [];
  const id = `${state.id}${renderWhereabouts(where)}`;
  const more = hold.limit_count - Math.min(hold.limits.length, LIMITS_SHOWN);
  return [
    '',
    paint.bad('Held before anything was applied, as it would go beyond the limits:'),
    ...hold.limits.slice(0, LIMITS_SHOWN).map(renderLimit),
    ...(more > 0 ? [`  and ${renderCount(more)} more`] : []),
    ...(hold.files.length > 0 ? ['', 'Files that have shrunk:', ...hold.files.map(renderFile)] : []),
    '',
    ...renderTable(
      [
        [`rollcall plan ${id}`, 'shows all that it would do'],
        [`rollcall approve ${id} --reason <reason>`, 'lets it go on'],
        [`rollcall abort ${id}`, 'ends it'],
      ],
      'left',
    ),
  ];
}
