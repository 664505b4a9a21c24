import type { RosterRecord } from '../../db/index.ts';
import type { Found } from '../found.ts';
import type { Plan } from '../plan.ts';
import { isSamePlace, type Place } from './group-place.ts';

/** A group, or a differentiation tag. */
export type Group = RosterRecord<'groups'>;

/** What a row makes of a group. */
export interface WantedGroup {
  readonly kind: 'group' | 'tag';
  readonly place: Place;
  readonly group_category_id: number | null;
  readonly name: string;
  readonly workflow_state: 'available' | 'deleted';
  readonly sis_id: string | null;
}

/** A group with members stays in its course, and out of others: the members may not belong there. */
export function isMoveRefused(existing: Group, place: Place, found: Found): boolean {
  if (isSamePlace(existing, place)) return false;
  if (existing.course_id === null && place.course_id === null) return false;
  return found.fact('group_has_members', existing.id);
}

/** Plans a group; one that is deleted loses its members for good. */
export function saveGroup(group: WantedGroup, existing: Group | undefined, plan: Plan): Group {
  const { kind, place, group_category_id, name, workflow_state, sis_id } = group;
  const { found, options } = plan;
  const fields = {
    account_id: place.account_id,
    course_id: place.course_id,
    group_category_id,
    name,
    workflow_state,
  };
  if (!existing) {
    const made = plan.create('groups', {
      kind,
      ...fields,
      leader_id: null,
      max_membership: null,
      sis_id,
      integration_id: null,
      sis_import_id: options.sis_import_id,
      stuck_fields: '',
    });
    if (found.isFactMissing('group_has_members', made.id))
      found.learnFact('group_has_members', [made.id], new Set());
    return made;
  }
  plan.stamp('groups', existing.id);
  if (workflow_state !== 'deleted' || existing.workflow_state === 'deleted') {
    return plan.update('groups', existing, fields);
  }
  plan.also('delete_group_memberships', existing.id);
  found.learnFact('group_has_members', [existing.id], new Set());
  return plan.update('groups', existing, { ...fields, leader_id: null });
}
