import { describe, expect, it } from 'vitest';
import { endpoints } from '../api/index.ts';
import { encodeFields } from './encode-arguments.ts';

describe('encodeFields', () => {
  it('names members of groups in brackets, however deep', () => {
    const account = { name: 'Lakeside', settings: { elementary: true, differentiation_tags: '' } };
    expect(encodeFields(endpoints.updateAccount, { id: 1, account })).toEqual([
      ['account[name]', 'Lakeside'],
      ['account[settings][differentiation_tags]', ''],
      ['account[settings][elementary]', 'true'],
    ]);
    const overrides = { TaEnrollment: { start_at: '2026-08-01T00:00:00Z', end_at: null } };
    expect(encodeFields(endpoints.createTerm, { enrollment_term: { name: 'Autumn', overrides } })).toEqual([
      ['enrollment_term[name]', 'Autumn'],
      ['enrollment_term[overrides][TaEnrollment][start_at]', '2026-08-01T00:00:00Z'],
    ]);
  });

  it('repeats lists, and leaves out what is not declared', () => {
    const values = { account_id: 'self', workflow_state: ['active', 'deleted'], typo: 'x' };
    expect(encodeFields(endpoints.listTerms, values)).toEqual([
      ['workflow_state[]', 'active'],
      ['workflow_state[]', 'deleted'],
    ]);
  });
});
