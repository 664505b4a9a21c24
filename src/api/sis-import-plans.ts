import { bytes, defineEndpoint, wrappedPagesOf } from './define-endpoint.ts';
import { type PlanEntry, planActions } from './plan-entry.ts';

const shownTo = ['import_sis', 'manage_sis'] as const;

const filters = {
  kind: {
    kind: 'string',
    list: true,
    summary:
      'Only what is about these: `enrollments`, `courses` and so on, as `data.plan` of the import names them.',
  },
  action: {
    kind: 'string',
    list: true,
    values: planActions,
    summary: 'Only what would be done in these ways.',
  },
} as const;

export const listSisImportPlan = defineEndpoint({
  name: 'listSisImportPlan',
  method: 'GET',
  path: '/api/v1/accounts/:account_id/sis_imports/:id/plan',
  parameters: filters,
  result: wrappedPagesOf<PlanEntry, 'plan'>('plan', 'PlanEntry'),
  permission: shownTo,
  summary:
    'Lists what a dry run, or an import that is held, would do: containers first, of each kind the worst first.',
});

export const downloadSisImportPlan = defineEndpoint({
  name: 'downloadSisImportPlan',
  method: 'GET',
  path: '/api/v1/accounts/:account_id/sis_imports/:id/plan.csv',
  parameters: filters,
  result: bytes(),
  permission: shownTo,
  summary: 'The same as a CSV file, a line for each object.',
});
