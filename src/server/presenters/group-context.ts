/** Where a group or a group category lies, as the API shows it: a course or an account. */
export function groupContext({
  course_id,
  account_id,
}: {
  readonly course_id: number | null;
  readonly account_id: number | null;
}) {
  if (course_id !== null) return { context_type: 'Course', course_id } as const;
  if (account_id !== null) return { context_type: 'Account', account_id } as const;
  throw new Error('A group lies neither in a course nor in an account.');
}
