import { describeRules } from '../../../test/support/describe-rules.ts';
import { group } from '../../format/index.ts';

describeRules(group, {
  'without group_id is refused': [{ group_id: '' }, 'group.missing_id'],
  'without a name is refused': [{ name: '' }, 'group.missing_name'],
  'without a status is refused': [{ status: '' }, 'group.bad_status'],
  'with an unknown status is refused': [{ status: 'active' }, 'group.bad_status'],
  'may be closed': [{ status: 'closed' }, null],
  'may be completed': [{ status: 'completed' }, null],
  'may write deleted in capitals': [{ status: 'DELETED' }, null],
});
