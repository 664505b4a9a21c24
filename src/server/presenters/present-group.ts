import type { Group, GroupLeader } from '../../api/index.ts';
import type { GroupRow } from '../../db/index.ts';
import { groupContext } from './group-context.ts';
import { type SisRights, sisFields } from './sis-fields.ts';

function leaderOf(group: GroupRow, base_url: string): GroupLeader | null {
  const { leader_id: id, leader_name, course_id } = group;
  if (id === null || leader_name === null) return null;
  const place = course_id === null ? '' : `/courses/${course_id}`;
  return {
    id,
    display_name: leader_name,
    avatar_image_url: null,
    html_url: `${base_url}${place}/users/${id}`,
  };
}

/** A group as the API shows it, with what is included. */
export function presentGroup(
  group: GroupRow,
  rights: SisRights,
  base_url: string,
  included: Pick<Group, 'users' | 'group_category'> = {},
): Group {
  return {
    id: group.id,
    name: group.name,
    description: group.description,
    is_public: group.is_public,
    followed_by_user: false,
    join_level: group.join_level as Group['join_level'],
    members_count: group.members_count,
    avatar_url: null,
    ...groupContext(group),
    context_name: group.context_name,
    role: group.role,
    group_category_id: group.group_category_id,
    ...sisFields(rights, { sis_group_id: group.sis_id }, group.sis_import_id),
    storage_quota_mb: group.storage_quota_mb,
    max_membership: group.max_membership,
    leader: leaderOf(group, base_url),
    concluded: group.concluded,
    has_submission: false,
    created_at: group.created_at,
    non_collaborative: false,
    ...included,
  };
}
