import { defineExport, literal } from './define-export.ts';
import { bytewise, joined, ofTenant, stamped, truth, unlessDeleted } from './fragments.ts';

/** The accounts below a root account, or the direct children of a sub-account; parents come before children. */
export const accounts = defineExport((scope) => ({
  values: {
    canvas_account_id: 'a.id',
    account_id: 'a.sis_id',
    canvas_parent_id: 'a.parent_account_id',
    parent_account_id: 'p.sis_id',
    name: 'a.name',
    status: 'a.workflow_state',
    created_by_sis: truth(stamped('accounts', 'a', scope)),
  },
  with: {
    lineage: `select a.id, 0 as depth from accounts a where ${ofTenant('a', scope)} and a.parent_account_id is null
      union all select a.id, l.depth + 1 from accounts a join lineage l on a.parent_account_id = l.id
      where ${ofTenant('a', scope)}`,
  },
  from: `accounts a ${joined('accounts', 'p', 'a.parent_account_id', scope)} join lineage l on l.id = a.id`,
  where: [
    ofTenant('a', scope),
    unlessDeleted("a.workflow_state <> 'deleted'", 'a.sis_id is not null', scope),
    ...(scope.importable_only ? ['a.sis_id is not null'] : []),
    ...(scope.created_by_sis ? [stamped('accounts', 'a', scope)] : []),
    ...(scope.sub_account_id === null ? [] : [`a.parent_account_id = ${literal(scope.sub_account_id)}`]),
  ],
  order_by: ['l.depth', bytewise('a.sis_id'), 'a.id'],
}));
