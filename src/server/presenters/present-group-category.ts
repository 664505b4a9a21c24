import type { Group, GroupCategory } from '../../api/index.ts';
import type { GroupCategoryRow } from '../../db/index.ts';
import { groupContext } from './group-context.ts';
import { type SisRights, sisFields } from './sis-fields.ts';

const openSets = ['student_organized', 'communities'];

/** A group category as the API shows it; with groups where they are asked for. */
export function presentGroupCategory(
  category: GroupCategoryRow,
  rights: SisRights,
  groups: readonly Group[] | null,
): GroupCategory {
  const { role } = category;
  return {
    id: category.id,
    name: category.name,
    role,
    self_signup: category.self_signup as GroupCategory['self_signup'],
    auto_leader: category.auto_leader as GroupCategory['auto_leader'],
    group_limit: category.group_limit,
    ...groupContext(category),
    protected: role !== null,
    allows_multiple_memberships: role !== null && openSets.includes(role),
    is_member: category.is_member,
    ...sisFields(rights, { sis_group_category_id: category.sis_id }, category.sis_import_id),
    created_at: category.created_at,
    non_collaborative: false,
    groups_count: category.groups_count,
    progress: null,
    ...(groups === null ? {} : { groups }),
  };
}
