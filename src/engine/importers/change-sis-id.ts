import type { RosterRecord } from '../../db/index.ts';
import { changeSisId, draftMessage, type MessageDraft, type RowOf } from '../../format/index.ts';
import type { Found } from '../found.ts';
import { defineImporter } from './define-importer.ts';

type Row = RowOf<typeof changeSisId>;

/** The table of each type whose ids can be changed. */
const tables = {
  account: 'accounts',
  term: 'enrollment_terms',
  course: 'courses',
  section: 'course_sections',
  group: 'groups',
  group_category: 'group_categories',
  user: 'pseudonyms',
} as const;

type Type = keyof typeof tables;
type Changeable = RosterRecord<(typeof tables)[Type]>;

const CLEAR_WORD = '<delete>';

/** New ids for objects of many tables, one row after the other, so that a row may take an id that one above freed. */
export const changeSisIdImporter = defineImporter<typeof changeSisId>({
  file_type: changeSisId,
  table: null,
  keeps: [],
  creates: {},
  needs: [
    (rows, want) => {
      for (const row of rows) {
        const type = typeOf(row);
        const table = tables[type];
        want(table, 'by_sis_id', row.old_id);
        want(table, 'by_sis_id', row.new_id);
        if (type === 'group_category') continue;
        want(table, 'by_integration_id', row.old_integration_id);
        want(table, 'by_integration_id', wantedIntegrationId(row));
      }
    },
  ],
  planRow(row, plan) {
    const { found } = plan;
    const { new_id, old_integration_id, new_integration_id } = row;
    const type = typeOf(row);
    const old_id = row.old_id ?? old_integration_id;
    if (withSisId(type, new_id, found)) {
      return draftMessage('change_sis_id.new_id_taken', { type, old_id, new_id });
    }
    if (withIntegrationId(type, wantedIntegrationId(row), found)) {
      return draftMessage('change_sis_id.new_integration_taken', { old_integration_id, new_integration_id });
    }
    const object = findObject(row, type, found);
    if ('code' in object) return object;
    const table = tables[type];
    plan.stamp(table, object.id);
    plan.setIds(table, object, {
      ...(new_id === null ? {} : { sis_id: new_id }),
      ...(new_integration_id === null ? {} : { integration_id: wantedIntegrationId(row) }),
    });
    return 'counted';
  },
});

/** The rules let only known types pass, in any case. */
function typeOf(row: Row): Type {
  return row.type?.toLowerCase() as Type;
}

function wantedIntegrationId({ new_integration_id }: Row): string | null {
  return new_integration_id === CLEAR_WORD ? null : new_integration_id;
}

function withSisId(type: Type, id: string | null, found: Found): Changeable | undefined {
  return id === null ? undefined : found.all(tables[type], 'by_sis_id', id).find(isOfType);
}

function withIntegrationId(type: Type, id: string | null, found: Found): Changeable | undefined {
  if (id === null || type === 'group_category') return undefined;
  return found.all(tables[type], 'by_integration_id', id).find(isOfType);
}

/** Groups share their tables with differentiation tags, which no row of this file can name. */
function isOfType(object: Changeable): boolean {
  return !('kind' in object) || object.kind === 'group';
}

/** The object that bears the old ids, deleted ones included. */
function findObject(row: Row, type: Type, found: Found): Changeable | MessageDraft {
  const { old_id, old_integration_id } = row;
  const byId = withSisId(type, old_id, found);
  const byIntegration = withIntegrationId(type, old_integration_id, found);
  const object = byId ?? byIntegration;
  if (!object) {
    const column = old_id === null ? 'old_integration_id' : 'old_id';
    return draftMessage(
      'change_sis_id.old_unknown',
      { type, old_id: old_id ?? old_integration_id },
      { column },
    );
  }
  const isOther = old_id !== null && old_integration_id !== null && byId !== byIntegration;
  return isOther ? draftMessage('change_sis_id.old_ids_differ', { old_id, old_integration_id }) : object;
}
