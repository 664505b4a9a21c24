import { draftMessage, institutionalTag } from '../../format/index.ts';
import { statusWord } from './cells.ts';
import { defineImporter } from './define-importer.ts';

/** Institutional tags; a tag keeps its first category, a deleted one takes its associations along. */
export const institutionalTagImporter = defineImporter<typeof institutionalTag>({
  file_type: institutionalTag,
  plans_ahead: 'always',
  table: 'institutional_tags',
  keeps: ['institutional_tag_categories'],
  creates: { institutional_tags: 1 },
  needs: [
    (rows, want) => {
      for (const row of rows) {
        want('institutional_tags', 'by_sis_id', row.institutional_tag_id);
        want('institutional_tag_categories', 'by_sis_id', row.category_id);
      }
    },
  ],
  planRow(row, plan) {
    const { found } = plan;
    const { institutional_tag_id, category_id } = row;
    const category = found.one('institutional_tag_categories', 'by_sis_id', category_id);
    if (!category) {
      return draftMessage('institutional_tag.category_not_found', { institutional_tag_id, category_id });
    }
    const existing = found.one('institutional_tags', 'by_sis_id', institutional_tag_id);
    const workflow_state = statusWord(row.status, ['active', 'deleted']) ?? 'active';
    const fields = { name: row.name ?? '', description: row.description ?? '', workflow_state };
    if (!existing) {
      const { sis_import_id } = plan.options;
      const made = { ...fields, category_id: category.id, sis_id: institutional_tag_id, sis_import_id };
      plan.create('institutional_tags', made);
      return 'counted';
    }
    plan.stamp('institutional_tags', existing.id);
    plan.update('institutional_tags', existing, fields);
    if (workflow_state === 'deleted' && existing.workflow_state !== 'deleted') {
      plan.also('delete_tag_associations', existing.id);
    }
    return 'counted';
  },
});
