import { describeRules } from '../../../test/support/describe-rules.ts';
import { course } from '../../format/index.ts';

describeRules(course, {
  'without course_id is refused': [{ course_id: '' }, 'course.missing_id'],
  'without short_name is refused': [{ short_name: '' }, 'course.missing_short_name'],
  'without long_name is refused': [{ long_name: '' }, 'course.missing_long_name'],
  'may take its names from an abstract course': [
    { short_name: '', long_name: '', abstract_course_id: 'AC-BIO' },
    null,
  ],
  'without a status is refused': [{ status: '' }, 'course.bad_status'],
  'with an unknown status is refused': [{ status: 'available' }, 'course.bad_status'],
  'may be unpublished': [{ status: 'unpublished' }, null],
  'may be Published': [{ status: 'Published' }, null],
  'may be completed': [{ status: 'completed' }, null],
  'may be deleted': [{ status: 'deleted' }, null],
  'may begin with a status and go on': [{ status: 'active_2026' }, null],
  'may set a course format in any case': [{ course_format: 'Online' }, null],
  'may clear the course format': [{ course_format: 'not_set' }, null],
  'with an unknown course format is refused': [{ course_format: 'remote' }, 'course.bad_format'],
  'needs the whole word of a course format': [{ course_format: 'online_only' }, 'course.bad_format'],
  'may switch grade passback': [{ grade_passback_setting: 'nightly_sync' }, null],
  'with an unknown grade passback is refused': [{ grade_passback_setting: 'hourly' }, 'course.bad_passback'],
  'may remove its dates': [{ start_date: '<delete>', end_date: '<delete>' }, null],
  'with an unreadable date stays in': [{ end_date: '2026-02-30' }, 'course.bad_date'],
  'that is refused says nothing of its dates': [
    { course_id: '', end_date: '2026-02-30' },
    'course.missing_id',
  ],
  'with several faults speaks of the names before the status': [
    { long_name: '', status: '', course_format: 'x' },
    'course.missing_long_name',
  ],
  'speaks of the status before the format': [
    { status: 'x', course_format: 'x', grade_passback_setting: 'x' },
    'course.bad_status',
  ],
  'speaks of the format before grade passback': [
    { course_format: 'x', grade_passback_setting: 'x' },
    'course.bad_format',
  ],
});
