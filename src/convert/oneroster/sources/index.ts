import type { Source } from '../define-source.ts';
import { academicSessions } from './academic-sessions.ts';
import { agents } from './agents.ts';
import { classes } from './classes.ts';
import { courses } from './courses.ts';
import { enrollments } from './enrollments.ts';
import { orgs } from './orgs.ts';
import { roles } from './roles.ts';
import { userProfiles } from './user-profiles.ts';
import { users } from './users.ts';

export { lostFiles } from './lost-files.ts';

/** What is read, in this order: each finds what it refers to. */
export const sources: readonly Source[] = [
  orgs,
  academicSessions,
  courses,
  classes,
  roles,
  users,
  agents,
  userProfiles,
  enrollments,
];
