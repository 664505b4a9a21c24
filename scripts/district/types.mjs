import { abstract_course, course, section, xlist } from './courses.mjs';
import { enrollment } from './enrollment.mjs';
import { change_sis_id, grade_publishing_results } from './follow-ups.mjs';
import { group, group_category, group_membership } from './groups.mjs';
import { admin, login, user, user_observer } from './people.mjs';
import { account, term } from './structure.mjs';
import * as tags from './tags.mjs';

/** Every file type by name. */
export const TYPES = {
  change_sis_id,
  account,
  term,
  abstract_course,
  course,
  section,
  xlist,
  user,
  login,
  enrollment,
  admin,
  group_category,
  group,
  group_membership,
  ...tags,
  grade_publishing_results,
  user_observer,
};
