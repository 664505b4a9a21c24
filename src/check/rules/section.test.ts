import { describeRules } from '../../../test/support/describe-rules.ts';
import { section } from '../../format/index.ts';

describeRules(section, {
  'without section_id is refused': [{ section_id: '' }, 'section.missing_id'],
  'without course_id is refused': [{ course_id: '' }, 'section.missing_course_id'],
  'without a name is refused when active': [{ name: '' }, 'section.missing_name'],
  'without a name is refused when Active in another case': [
    { name: '', status: 'Active' },
    'section.missing_name',
  ],
  'without a name may delete a section that exists': [{ name: '', status: 'deleted' }, null],
  'without a status is refused': [{ status: '' }, 'section.bad_status'],
  'with an unknown status is refused': [{ status: 'completed' }, 'section.bad_status'],
  'without name and status speaks of the status': [{ name: '', status: '' }, 'section.bad_status'],
  'with an unreadable date stays in': [{ start_date: 'soon' }, 'section.bad_date'],
  'that is refused says nothing of its dates': [
    { course_id: '', start_date: 'soon' },
    'section.missing_course_id',
  ],
});
