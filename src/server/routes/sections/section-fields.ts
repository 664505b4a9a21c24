import { endpoints } from '../../../api/index.ts';
import type { SectionRow } from '../../../db/index.ts';
import type { SectionFault, SectionFields } from '../../../engine/index.ts';
import type { AccountRights } from '../../auth/open-account.ts';
import type { Call } from '../../define-route.ts';
import { ApiError, unknownRecord } from '../../errors.ts';
import { booleanField, filledText, sentFields, timeField } from '../../fields.ts';
import { emptyRecord, groupParameter } from '../../parameters.ts';
import { sisIdField } from '../../sis-id-field.ts';

const { members } = endpoints.createSection.parameters.course_section;

/** The fields of a section in a request; `current` holds the ids that a stored one has from outside. */
export function readSectionFields(
  call: Call,
  current: Pick<SectionRow, 'sis_id' | 'integration_id'>,
  rights: AccountRights,
): SectionFields {
  const group = groupParameter(call.parameters, 'course_section') ?? emptyRecord();
  return sentFields({
    name: filledText(group, 'name', members.name.max_length),
    start_at: timeField(group, 'start_at'),
    end_at: timeField(group, 'end_at'),
    restrict_enrollments_to_section_dates: booleanField(group, 'restrict_enrollments_to_section_dates'),
    sis_id: sisIdField(group, 'sis_section_id', current.sis_id, rights),
    integration_id: sisIdField(group, 'integration_id', current.integration_id, rights),
  });
}

/** What the answer is to a section that cannot be as it was asked for. */
export function refusalOf(fault: SectionFault): ApiError {
  switch (fault) {
    case 'gone':
      return unknownRecord('section');
    case 'course_gone':
      return unknownRecord('course');
    case 'sis_id_taken':
      return new ApiError('taken_field', { field: 'sis_section_id' });
    case 'integration_id_taken':
      return new ApiError('taken_field', { field: 'integration_id' });
    case 'ends_before_start':
      return new ApiError('invalid_field', { field: 'end_at' });
    case 'has_people':
      return new ApiError('section_has_enrollments');
    case 'not_cross_listed':
      return new ApiError('not_cross_listed');
  }
}
