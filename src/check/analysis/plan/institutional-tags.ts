import {
  draftMessage,
  type institutionalTag,
  type institutionalTagAssociation,
  type institutionalTagCategory,
} from '../../../format/index.ts';
import { definePlan, missing } from './define-plan.ts';

/** Categories of institutional tags. */
export const institutionalTagCategoryPlan = definePlan<typeof institutionalTagCategory>({
  planRow({ category_id, name }, { institutional_categories }) {
    if (category_id === null) return false;
    if (!institutional_categories.get(category_id))
      institutional_categories.add({ id: category_id, integration_id: null, name: name ?? '' });
    return true;
  },
});

/** Institutional tags. */
export const institutionalTagPlan = definePlan<typeof institutionalTag>({
  planRow({ institutional_tag_id, category_id, name }, world, say) {
    if (institutional_tag_id === null) return false;
    if (!world.institutional_categories.get(category_id)) {
      return say.refuse(
        draftMessage('institutional_tag.category_not_found', { institutional_tag_id, category_id }),
        missing('institutional_tag_category', category_id),
      );
    }
    if (!world.institutional_tags.get(institutional_tag_id))
      world.institutional_tags.add({ id: institutional_tag_id, integration_id: null, name: name ?? '' });
    return true;
  },
});

/** People who bear institutional tags. */
export const institutionalTagAssociationPlan = definePlan<typeof institutionalTagAssociation>({
  planRow({ institutional_tag_id, user_id }, world, say) {
    const named = { institutional_tag_id, user_id };
    if (!world.logins.get(user_id)) {
      return say.refuse(
        draftMessage('institutional_tag_association.user_not_found', named),
        missing('user', user_id),
      );
    }
    if (world.institutional_tags.get(institutional_tag_id)) return true;
    return say.refuse(
      draftMessage('institutional_tag_association.tag_not_found', named),
      missing('institutional_tag', institutional_tag_id),
    );
  },
});
