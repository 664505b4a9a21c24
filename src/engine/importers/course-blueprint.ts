import type { RosterRecord } from '../../db/index.ts';
import { draftMessage } from '../../format/index.ts';
import type { Deferred, Plan } from '../plan.ts';

type Course = RosterRecord<'courses'>;

/** Ties a course to its blueprint, or ends the tie, once all rows of the file are in. */
export function planBlueprint(deferred: Deferred, plan: Plan): void {
  const { found } = plan;
  const course = found.byId('courses', deferred.object_id);
  const wanted = deferred.payload.blueprint_course_id as string;
  if (!course || course.workflow_state === 'deleted') return;
  if (wanted === 'dissociate') {
    plan.update('courses', course, { blueprint_course_id: null });
    return;
  }
  const blueprint = found.one('courses', 'by_sis_id', wanted);
  if (blueprint && course.blueprint_course_id === blueprint.id) return;
  const reason = faultOf(course, blueprint, plan);
  if (reason !== null || !blueprint) {
    plan.warn(
      draftMessage('course.blueprint_problem', {
        blueprint_course_id: wanted,
        course_id: course.sis_id,
        reason,
      }),
    );
    return;
  }
  plan.update('courses', course, { blueprint_course_id: blueprint.id });
}

function faultOf(course: Course, blueprint: Course | undefined, plan: Plan): string | null {
  if (!blueprint || blueprint.workflow_state === 'deleted') return 'there is no such course';
  if (!blueprint.is_blueprint) return 'it is not a blueprint course';
  if (course.is_blueprint) return 'the course is a blueprint course itself';
  if (course.blueprint_course_id !== null) return 'the course is tied to another blueprint course';
  const isBelow = plan.options.account_tree.isWithin(course.account_id, blueprint.account_id);
  return isBelow ? null : 'the course is not in its account or below';
}
