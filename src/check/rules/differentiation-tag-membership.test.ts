import { describeRules } from '../../../test/support/describe-rules.ts';
import { differentiationTagMembership } from '../../format/index.ts';

describeRules(differentiationTagMembership, {
  'without tag_id is refused': [{ tag_id: '' }, 'differentiation_tag_membership.missing_tag'],
  'without user_id is refused': [{ user_id: '' }, 'differentiation_tag_membership.missing_user'],
  'without a status is refused': [{ status: '' }, 'differentiation_tag_membership.bad_status'],
  'with an unknown status is refused': [{ status: 'active' }, 'differentiation_tag_membership.bad_status'],
});
