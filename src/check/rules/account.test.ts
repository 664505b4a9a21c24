import { describeRules } from '../../../test/support/describe-rules.ts';
import { account } from '../../format/index.ts';

describeRules(account, {
  'without account_id is refused': [{ account_id: '' }, 'account.missing_id'],
  'without a name may change an account that exists': [{ name: '' }, null],
  'without a status may change an account that exists': [{ status: '' }, null],
  'with an unknown status may change an account that exists': [{ status: 'closed' }, null],
});
