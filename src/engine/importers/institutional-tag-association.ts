import { draftMessage, institutionalTagAssociation, type RowOf } from '../../format/index.ts';
import type { Found } from '../found.ts';
import { statusWord } from './cells.ts';
import { defineImporter } from './define-importer.ts';

type Row = RowOf<typeof institutionalTagAssociation>;

/** People who bear institutional tags. */
export const institutionalTagAssociationImporter = defineImporter<typeof institutionalTagAssociation>({
  file_type: institutionalTagAssociation,
  plans_ahead: 'always',
  table: 'institutional_tag_associations',
  keeps: ['institutional_tags', 'pseudonyms'],
  creates: { institutional_tag_associations: 1 },
  needs: [
    (rows, want) => {
      for (const row of rows) {
        want('pseudonyms', 'by_sis_id', row.user_id);
        want('institutional_tags', 'by_sis_id', row.institutional_tag_id);
      }
    },
    (rows, want, found) => {
      for (const row of rows) {
        const { login, tag } = pairOf(row, found);
        if (login && tag) want('institutional_tag_associations', 'by_tag_and_user', [tag.id, login.user_id]);
      }
    },
  ],
  planRow(row, plan) {
    const { found, options } = plan;
    const { institutional_tag_id, user_id } = row;
    const { login, tag } = pairOf(row, found);
    if (!login) {
      return draftMessage('institutional_tag_association.user_not_found', { institutional_tag_id, user_id });
    }
    if (!tag) {
      return draftMessage('institutional_tag_association.tag_not_found', { institutional_tag_id, user_id });
    }
    const key = [tag.id, login.user_id] as const;
    const existing = found.one('institutional_tag_associations', 'by_tag_and_user', key);
    const workflow_state = statusWord(row.status, ['active', 'deleted']) ?? 'active';
    if (existing) {
      plan.stamp('institutional_tag_associations', existing.id);
      plan.update('institutional_tag_associations', existing, { workflow_state });
    } else {
      const { sis_import_id } = options;
      const pair = { tag_id: tag.id, user_id: login.user_id };
      plan.create('institutional_tag_associations', { ...pair, workflow_state, sis_import_id });
    }
    return 'counted';
  },
});

function pairOf(row: Row, found: Found) {
  return {
    login: found.one('pseudonyms', 'by_sis_id', row.user_id),
    tag: found.one('institutional_tags', 'by_sis_id', row.institutional_tag_id),
  };
}
