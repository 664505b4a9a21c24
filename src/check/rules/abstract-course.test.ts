import { describeRules } from '../../../test/support/describe-rules.ts';
import { abstractCourse } from '../../format/index.ts';

describeRules(abstractCourse, {
  'without abstract_course_id is refused': [{ abstract_course_id: '' }, 'abstract_course.missing_id'],
  'without short_name is refused': [{ short_name: '' }, 'abstract_course.missing_short_name'],
  'without long_name is refused': [{ long_name: '' }, 'abstract_course.missing_long_name'],
  'with an unknown status is refused': [{ status: 'published' }, 'abstract_course.bad_status'],
  'without a status is refused': [{ status: '' }, 'abstract_course.bad_status'],
  'with several faults speaks of the ID first': [
    { abstract_course_id: '', short_name: '', status: '' },
    'abstract_course.missing_id',
  ],
});
