import { defineExport } from './define-export.ts';
import { amongPeople, bestLogin, bytewise, ofTenant, stamped, truth, unlessDeleted } from './fragments.ts';

/** Links between an observer and a student. */
export const userObservers = defineExport((scope) => {
  const observer_id = bestLogin('o.observer_id', scope);
  const student_id = bestLogin('o.student_id', scope);
  const touched = stamped('user_observers', 'o', scope);
  return {
    values: {
      canvas_observer_id: 'o.observer_id',
      observer_id: bytewise(observer_id),
      canvas_student_id: 'o.student_id',
      student_id: bytewise(student_id),
      status: 'o.workflow_state',
      created_by_sis: truth(touched),
    },
    from: 'user_observers o',
    where: [
      ofTenant('o', scope),
      unlessDeleted("o.workflow_state <> 'deleted'", touched, scope),
      amongPeople('o.observer_id', scope),
      amongPeople('o.student_id', scope),
      ...(scope.importable_only ? [`${observer_id} is not null`, `${student_id} is not null`] : []),
      ...(scope.importable_only || scope.created_by_sis ? [touched] : []),
    ],
    order_by: [bytewise(observer_id), bytewise(student_id), 'o.id'],
  };
});
