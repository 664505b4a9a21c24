import { describeRules } from '../../../test/support/describe-rules.ts';
import { user } from '../../format/index.ts';

describeRules(user, {
  'with a NUL character in a name is refused': [{ full_name: 'Ada\0 Byron' }, 'user.nul_character'],
  'with a NUL character speaks of nothing else': [{ user_id: '\0', login_id: '' }, 'user.nul_character'],
  'without user_id is refused': [{ user_id: '' }, 'user.user_id_missing'],
  'without login_id is refused': [{ login_id: '' }, 'user.login_id_missing'],
  'without a status is refused': [{ status: '' }, 'user.status_missing'],
  'with an unknown status is refused': [{ status: 'enabled' }, 'user.bad_status'],
  'may be suspended': [{ status: 'suspended' }, null],
  'may write the status in any case': [{ status: 'DELETED' }, null],
  'may begin with a status and go on': [{ status: 'deleted_old' }, null],
  'may leave out all names': [{ full_name: '' }, null],
  'with an address that is none is left to the importer, which saves the person': [{ email: 'ada' }, null],
  'with several faults speaks of user_id first': [
    { user_id: '', login_id: '', status: '' },
    'user.user_id_missing',
  ],
  'speaks of login_id before the status': [{ login_id: '', status: '' }, 'user.login_id_missing'],
});
