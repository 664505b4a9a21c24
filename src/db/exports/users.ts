import { defineExport, literal } from './define-export.ts';
import { amongPeople, bytewise, joined, ofTenant, stamped, truth, unlessDeleted } from './fragments.ts';

// `Harrow, Cyd Jr.` at its first comma; `Cyd Harrow Jr.` before its last word, a suffix going to the given names.
const WORDS = `regexp_match(btrim(u.sortable_name),
  '^(.*?)\\s+(\\S+?)(\\s+(?:Jr|Sr|I{2,3}|IV|VI?|Esq|Junior|Senior)\\.?)?$', 'i')`;

const HAS_COMMA = `position(',' in u.sortable_name) > 0`;

/** Blank where there is no text: COPY writes an empty text as `""`. */
function filled(expression: string): string {
  return `nullif(${expression}, '')`;
}

/** One row per login, so a person with two logins has two rows. */
export const users = defineExport((scope) => ({
  values: {
    canvas_user_id: 'u.id',
    user_id: 'p.sis_id',
    integration_id: 'p.integration_id',
    authentication_provider_id: 'p.authentication_provider_id',
    login_id: 'p.unique_id',
    password: 'null',
    first_name:
      filled(`case when ${HAS_COMMA} then btrim(substr(u.sortable_name, position(',' in u.sortable_name) + 1))
      else coalesce((select w[1] || coalesce(w[3], '') from ${WORDS} w), btrim(u.sortable_name)) end`),
    last_name: filled(`case when ${HAS_COMMA} then btrim(split_part(u.sortable_name, ',', 1))
      else (select w[2] from ${WORDS} w) end`),
    full_name: filled('u.name'),
    sortable_name: filled('u.sortable_name'),
    short_name: filled('u.short_name'),
    email: `(select n.path from communication_channels n
      where n.root_account_id = ${literal(scope.root_account_id)} and n.user_id = u.id
        and n.path_type = 'email' and n.workflow_state not in ('retired', 'deleted')
      order by n.position, n.id limit 1)`,
    status: 'p.workflow_state',
    created_by_sis: truth(stamped('pseudonyms', 'p', scope)),
  },
  from: `pseudonyms p ${joined('users', 'u', 'p.user_id', scope)}`,
  where: [
    ofTenant('p', scope),
    unlessDeleted("p.workflow_state <> 'deleted'", 'p.sis_id is not null', scope),
    amongPeople('p.user_id', scope),
    ...(scope.importable_only ? ['p.sis_id is not null'] : []),
    ...(scope.created_by_sis ? [stamped('pseudonyms', 'p', scope)] : []),
  ],
  order_by: [bytewise('p.sis_id'), 'p.id'],
}));
