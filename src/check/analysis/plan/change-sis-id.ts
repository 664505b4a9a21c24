import { type changeSisId, draftMessage } from '../../../format/index.ts';
import { definePlan, missing } from './define-plan.ts';

/** New ids for objects; as this file comes first, only what the server is assumed to have can get one. */
export const changeSisIdPlan = definePlan<typeof changeSisId>({
  planRow(row, world, say) {
    const { new_id, old_integration_id } = row;
    const type = row.type?.toLowerCase() ?? '';
    const index = world.indexOf(type);
    if (index === null) return false;
    const old_id = row.old_id ?? old_integration_id;
    if (index.get(new_id))
      return say.refuse(draftMessage('change_sis_id.new_id_taken', { type, old_id, new_id }));
    const { new_integration_id } = row;
    const wanted = new_integration_id === '<delete>' ? null : new_integration_id;
    if (index.withIntegrationId(wanted)) {
      return say.refuse(
        draftMessage('change_sis_id.new_integration_taken', { old_integration_id, new_integration_id }),
      );
    }
    const byId = index.get(row.old_id);
    const byIntegration = index.withIntegrationId(old_integration_id);
    const object = byId ?? byIntegration;
    if (!object) {
      const column = row.old_id === null ? 'old_integration_id' : 'old_id';
      return say.refuse(
        draftMessage('change_sis_id.old_unknown', { type, old_id }, { column }),
        missing(type, row.old_id),
      );
    }
    if (row.old_id !== null && old_integration_id !== null && byId !== byIntegration) {
      return say.refuse(
        draftMessage('change_sis_id.old_ids_differ', { old_id: row.old_id, old_integration_id }),
      );
    }
    if (new_id !== null) index.rename(object, new_id);
    if (new_integration_id !== null) index.setIntegrationId(object, wanted);
    return true;
  },
});
