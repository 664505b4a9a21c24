import { describeRules } from '../../../test/support/describe-rules.ts';
import { admin } from '../../format/index.ts';

describeRules(admin, {
  'without user_id is refused': [{ user_id: '' }, 'admin.user_missing'],
  'without a status is refused': [{ status: '' }, 'admin.status_missing'],
  'without a role is refused': [{ role: '' }, 'admin.role_missing'],
  'may name the role by number': [{ role: '', role_id: '3' }, null],
  'with an unknown status is refused': [{ status: 'inactive' }, 'admin.bad_status'],
  'without an account means the root account': [{ account_id: '' }, null],
  'speaks of the role before an unknown status': [{ role: '', status: 'x' }, 'admin.role_missing'],
});
