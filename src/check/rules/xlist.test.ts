import { describeRules } from '../../../test/support/describe-rules.ts';
import { xlist } from '../../format/index.ts';

describeRules(xlist, {
  'without xlist_course_id is refused': [{ xlist_course_id: '' }, 'xlist.missing_course_id'],
  'that returns a section needs xlist_course_id too': [
    { xlist_course_id: '', status: 'deleted' },
    'xlist.missing_course_id',
  ],
  'without section_id is refused': [{ section_id: '' }, 'xlist.missing_section_id'],
  'without a status is refused': [{ status: '' }, 'xlist.bad_status'],
  'may write the status in any case': [{ status: 'Deleted' }, null],
  'needs the whole status word': [{ status: 'active_2026' }, 'xlist.bad_status'],
  'with several faults speaks of the course first': [
    { xlist_course_id: '', section_id: '', status: '' },
    'xlist.missing_course_id',
  ],
});
