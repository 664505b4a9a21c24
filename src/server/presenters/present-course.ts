import type { Course, CourseEnrollment, CourseTeacher, CourseWorkflowState } from '../../api/index.ts';
import type { CourseEnrollmentRow, CourseRow, TeacherRow } from '../../db/index.ts';
import { type SisRights, sisFields } from './sis-fields.ts';

/** The word for a course's state: what is not published yet is `unpublished`, whoever has claimed it. */
export function shownCourseState(workflow_state: string): CourseWorkflowState {
  return workflow_state === 'created' || workflow_state === 'claimed'
    ? 'unpublished'
    : (workflow_state as CourseWorkflowState);
}

/** `TeacherEnrollment` as courses call it: `teacher`. */
function typeWord(type: string): string {
  return type.replace(/Enrollment$/, '').toLowerCase();
}

/** Somebody's part in a course. */
export function presentCourseEnrollment(row: CourseEnrollmentRow): CourseEnrollment {
  return {
    type: typeWord(row.type),
    role: row.role,
    role_id: row.role_id,
    user_id: row.user_id,
    enrollment_state: row.workflow_state,
    limit_privileges_to_course_section: row.limit_privileges_to_course_section,
    ...(row.associated_user_id === null ? {} : { associated_user_id: row.associated_user_id }),
  };
}

/** A teacher of a course; `base_url` is where the server is reached. */
export function presentTeacher(row: TeacherRow, base_url: string): CourseTeacher {
  return {
    id: row.id,
    display_name: row.display_name,
    avatar_image_url: null,
    html_url: `${base_url}/courses/${row.course_id}/users/${row.id}`,
  };
}

/** A course without what has to be asked for. Contents, grading and calendars are those of a course just made. */
export function presentCourse(
  course: CourseRow,
  rights: SisRights,
  enrollments: readonly CourseEnrollmentRow[],
): Course {
  return {
    id: course.id,
    uuid: course.uuid,
    ...sisFields(
      rights,
      { sis_course_id: course.sis_id, integration_id: course.integration_id },
      course.sis_import_id,
    ),
    name: course.name,
    course_code: course.course_code,
    workflow_state: shownCourseState(course.workflow_state),
    account_id: course.account_id,
    root_account_id: course.root_account_id,
    enrollment_term_id: course.enrollment_term_id,
    grading_standard_id: null,
    grade_passback_setting: course.grade_passback_setting,
    created_at: course.created_at,
    start_at: course.start_at,
    end_at: course.conclude_at,
    locale: null,
    enrollments: enrollments.map(presentCourseEnrollment),
    calendar: { ics: null },
    default_view: 'modules',
    time_zone: course.time_zone,
    is_public: false,
    is_public_to_auth_users: false,
    public_syllabus: false,
    public_syllabus_to_auth: false,
    storage_quota_mb: course.storage_quota_mb,
    hide_final_grades: false,
    license: null,
    apply_assignment_group_weights: false,
    restrict_enrollments_to_course_dates: course.restrict_enrollments_to_course_dates,
    course_format: course.course_format,
    homeroom_course: course.homeroom_course,
    friendly_name: course.friendly_name,
    template: false,
    ...(course.is_blueprint ? { blueprint: true as const } : {}),
  };
}
