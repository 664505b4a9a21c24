/** The states of memberships that are not deleted. */
export const membershipStates = ['accepted', 'invited', 'requested'] as const;

/** The membership of a person in a group as the API shows it. */
export interface GroupMembership {
  readonly id: number;
  readonly group_id: number;
  readonly user_id: number;
  readonly workflow_state: (typeof membershipStates)[number] | 'deleted';
  readonly moderator: boolean;
  /** Only in the answer to a request that adds a person: whether they were not in the group before. */
  readonly just_created?: boolean;
  /** Needs `manage_sis`. */
  readonly sis_import_id?: number | null;
}

/** What the answer to a person's leaving is: the membership that has ended. */
export interface EndedGroupMembership extends GroupMembership {
  readonly ok: true;
}
