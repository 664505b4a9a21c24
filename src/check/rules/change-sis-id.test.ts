import { describeRules } from '../../../test/support/describe-rules.ts';
import { changeSisId } from '../../format/index.ts';

describeRules(changeSisId, {
  'without a type is refused': [{ type: '' }, 'change_sis_id.type_missing'],
  'without an old ID is refused': [{ old_id: '' }, 'change_sis_id.old_missing'],
  'without a new ID is refused': [{ new_id: '' }, 'change_sis_id.new_missing'],
  'may use integration IDs alone': [
    { old_id: '', new_id: '', old_integration_id: 'I1', new_integration_id: 'I2' },
    null,
  ],
  'may clear an integration ID': [{ new_id: '', new_integration_id: '<delete>' }, null],
  'may write the type in any case': [{ type: 'User' }, null],
  'with a type that has no SIS ID to change is refused': [{ type: 'enrollment' }, 'change_sis_id.bad_type'],
  'needs the whole type word': [{ type: 'users' }, 'change_sis_id.bad_type'],
  'may change the SIS ID of a group category': [{ type: 'group_category' }, null],
  'cannot find a group category by integration ID': [
    { type: 'Group_Category', old_integration_id: 'I1' },
    'change_sis_id.no_integration',
  ],
  'cannot give a group category an integration ID': [
    { type: 'group_category', new_integration_id: 'I2' },
    'change_sis_id.no_integration',
  ],
  'with several faults speaks of the type first': [
    { type: '', old_id: '', new_id: '' },
    'change_sis_id.type_missing',
  ],
  'speaks of the old ID before the new one': [
    { type: 'course', old_id: '', new_id: '' },
    'change_sis_id.old_missing',
  ],
});
