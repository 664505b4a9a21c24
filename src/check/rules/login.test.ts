import { describeRules } from '../../../test/support/describe-rules.ts';
import { login } from '../../format/index.ts';

describeRules(login, {
  'without user_id is refused': [{ user_id: '' }, 'login.user_id_missing'],
  'without login_id is refused': [{ login_id: '' }, 'login.login_id_missing'],
  'that names no existing user is refused': [{ existing_user_id: '' }, 'login.without_existing_user'],
  'may name the user by integration ID': [{ existing_user_id: '', existing_integration_id: 'I1' }, null],
  'may name the user by number': [{ existing_user_id: '', existing_canvas_user_id: '17' }, null],
  'with several faults speaks of user_id first': [
    { user_id: '', login_id: '', existing_user_id: '' },
    'login.user_id_missing',
  ],
});
