import { describeRules } from '../../../test/support/describe-rules.ts';
import { enrollment } from '../../format/index.ts';

describeRules(enrollment, {
  'without course and section is refused': [{ course_id: '', section_id: '' }, 'enrollment.no_context'],
  'may name only the course': [{ section_id: '' }, null],
  'may name only the section': [{ course_id: '' }, null],
  'without a user is refused': [{ user_id: '' }, 'enrollment.no_user'],
  'may name the user by integration ID': [{ user_id: '', user_integration_id: 'I1' }, null],
  'without a status is refused': [{ status: '' }, 'enrollment.bad_status'],
  'with an unknown status is refused': [{ status: 'concluded' }, 'enrollment.bad_status'],
  'may be inactive': [{ status: 'inactive' }, null],
  'may be Completed': [{ status: 'Completed' }, null],
  'may delete or conclude the last one': [{ status: 'deleted_last_completed' }, null],
  'without a role is left to the importer, which knows the roles': [{ role: '' }, null],
  'with an unreadable date stays in': [{ start_date: '31.12.2026' }, 'enrollment.bad_date'],
  'speaks of its date even when it is refused': [
    { end_date: 'soon', user_id: '' },
    ['enrollment.bad_date', 'enrollment.no_user'],
  ],
  'with several faults speaks of the course first': [
    { course_id: '', section_id: '', user_id: '', status: '' },
    'enrollment.no_context',
  ],
  'speaks of the user before the status': [{ user_id: '', status: '' }, 'enrollment.no_user'],
});
