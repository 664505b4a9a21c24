/** What a person may do with the roster, told to an edit (`editRoster`). */
export {
  type CourseEvent,
  type CourseFault,
  type CourseFields,
  type CourseStart,
  planCourse,
  planCourseChange,
  planCourseEvents,
} from './course.ts';
