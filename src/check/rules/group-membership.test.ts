import { describeRules } from '../../../test/support/describe-rules.ts';
import { groupMembership } from '../../format/index.ts';

describeRules(groupMembership, {
  'without group_id is refused': [{ group_id: '' }, 'group_membership.missing_group'],
  'without user_id is refused': [{ user_id: '' }, 'group_membership.missing_user'],
  'without a status is refused': [{ status: '' }, 'group_membership.bad_status'],
  'with an unknown status is refused': [{ status: 'active' }, 'group_membership.bad_status'],
  'may be deleted': [{ status: 'deleted' }, null],
});
