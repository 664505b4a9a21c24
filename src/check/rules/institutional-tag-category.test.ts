import { expect, test } from 'vitest';
import { describeRules, parsedRow } from '../../../test/support/describe-rules.ts';
import { institutionalTagCategory } from '../../format/index.ts';
import { checkRow } from '../check-rows.ts';

describeRules(institutionalTagCategory, {
  'without category_id is refused': [{ category_id: '' }, 'institutional_tag_category.missing_value'],
  'without name is refused': [{ name: '' }, 'institutional_tag_category.missing_value'],
  'without status is refused': [{ status: '' }, 'institutional_tag_category.missing_value'],
  'may leave description blank': [{ description: '' }, null],
  'with an unknown status is refused': [{ status: 'available' }, 'institutional_tag_category.bad_status'],
  'may write the status in any case': [{ status: 'Deleted' }, null],
});

test('the switched-off feature is named before any other fault', () => {
  const row = parsedRow(institutionalTagCategory, { ...institutionalTagCategory.example, category_id: '' });
  const check = (features: readonly string[]) =>
    checkRow(institutionalTagCategory, row, {
      given: new Set(Object.keys(institutionalTagCategory.example)),
      features: new Set(features),
    });
  expect(check([]).messages.map((message) => message.code)).toEqual([
    'institutional_tag_category.feature_disabled',
  ]);
  expect(check(['institutional_tags']).messages.map((message) => message.code)).toEqual([
    'institutional_tag_category.missing_value',
  ]);
});
