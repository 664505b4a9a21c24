import { expect, test } from 'vitest';
import { describeRules, parsedRow } from '../../../test/support/describe-rules.ts';
import { institutionalTag } from '../../format/index.ts';
import { checkRow } from '../check-rows.ts';

describeRules(institutionalTag, {
  'without institutional_tag_id is refused': [
    { institutional_tag_id: '' },
    'institutional_tag.missing_value',
  ],
  'without category_id is refused': [{ category_id: '' }, 'institutional_tag.missing_value'],
  'without name is refused': [{ name: '' }, 'institutional_tag.missing_value'],
  'without description is refused': [{ description: '' }, 'institutional_tag.missing_value'],
  'without status is refused': [{ status: '' }, 'institutional_tag.missing_value'],
  'with an unknown status is refused': [{ status: 'available' }, 'institutional_tag.bad_status'],
  'may write the status in any case': [{ status: 'Deleted' }, null],
});

test('the switched-off feature is named before any other fault', () => {
  const row = parsedRow(institutionalTag, { ...institutionalTag.example, institutional_tag_id: '' });
  const check = (features: readonly string[]) =>
    checkRow(institutionalTag, row, {
      given: new Set(Object.keys(institutionalTag.example)),
      features: new Set(features),
    });
  expect(check([]).messages.map((message) => message.code)).toEqual(['institutional_tag.feature_disabled']);
  expect(check(['institutional_tags']).messages.map((message) => message.code)).toEqual([
    'institutional_tag.missing_value',
  ]);
});
