import { institutionalTagCategory } from '../../format/index.ts';
import { statusWord } from './cells.ts';
import { defineImporter } from './define-importer.ts';

/** Categories of institutional tags; a deleted one takes its tags along. */
export const institutionalTagCategoryImporter = defineImporter<typeof institutionalTagCategory>({
  file_type: institutionalTagCategory,
  plans_ahead: 'always',
  table: 'institutional_tag_categories',
  keeps: [],
  creates: { institutional_tag_categories: 1 },
  needs: [
    (rows, want) => {
      for (const row of rows) want('institutional_tag_categories', 'by_sis_id', row.category_id);
    },
  ],
  planRow(row, plan) {
    const existing = plan.found.one('institutional_tag_categories', 'by_sis_id', row.category_id);
    const workflow_state = statusWord(row.status, ['active', 'deleted']) ?? 'active';
    const fields = { name: row.name ?? '', description: row.description, workflow_state };
    if (!existing) {
      const { sis_import_id } = plan.options;
      plan.create('institutional_tag_categories', { ...fields, sis_id: row.category_id, sis_import_id });
      return 'counted';
    }
    plan.stamp('institutional_tag_categories', existing.id);
    plan.update('institutional_tag_categories', existing, fields);
    if (workflow_state === 'deleted' && existing.workflow_state !== 'deleted') {
      plan.also('delete_category_tags', existing.id);
    }
    return 'counted';
  },
});
