import { expect, test } from 'vitest';
import { describeRules, parsedRow } from '../../../test/support/describe-rules.ts';
import { institutionalTagAssociation } from '../../format/index.ts';
import { checkRow } from '../check-rows.ts';

describeRules(institutionalTagAssociation, {
  'without institutional_tag_id is refused': [
    { institutional_tag_id: '' },
    'institutional_tag_association.missing_value',
  ],
  'without user_id is refused': [{ user_id: '' }, 'institutional_tag_association.missing_value'],
  'without status is refused': [{ status: '' }, 'institutional_tag_association.missing_value'],
  'with an unknown status is refused': [{ status: 'available' }, 'institutional_tag_association.bad_status'],
  'may write the status in any case': [{ status: 'Deleted' }, null],
});

test('the switched-off feature is named before any other fault', () => {
  const row = parsedRow(institutionalTagAssociation, { ...institutionalTagAssociation.example, user_id: '' });
  const check = (features: readonly string[]) =>
    checkRow(institutionalTagAssociation, row, {
      given: new Set(Object.keys(institutionalTagAssociation.example)),
      features: new Set(features),
    });
  expect(check([]).messages.map((message) => message.code)).toEqual([
    'institutional_tag_association.feature_disabled',
  ]);
  expect(check(['institutional_tags']).messages.map((message) => message.code)).toEqual([
    'institutional_tag_association.missing_value',
  ]);
});
