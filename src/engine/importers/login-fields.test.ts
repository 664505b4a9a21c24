import { expect, test } from 'vitest';
import { planOptions } from '../../../test/support/plan-options.ts';
import type { RosterRecord } from '../../db/index.ts';
import { Found } from '../found.ts';
import { Plan } from '../plan.ts';
import { type CredentialCells, loginFault, loginFields } from './login-fields.ts';

type Login = RosterRecord<'pseudonyms'>;

const cells = (given: Partial<CredentialCells>): CredentialCells => ({
  user_id: 'U1',
  login_id: 'ada',
  integration_id: null,
  authentication_provider_id: null,
  password: null,
  ssha_password: null,
  declared_user_type: null,
  ...given,
});

const login = (given: Partial<Login> = {}): Login => ({
  id: 7,
  user_id: 1,
  unique_id: 'ada',
  workflow_state: 'active',
  sis_id: 'U1',
  integration_id: null,
  authentication_provider_id: null,
  declared_user_type: null,
  password_hash: 'old secret',
  sis_ssha: null,
  password_by_import: true,
  sis_channel_id: null,
  sis_import_id: 1,
  stuck_fields: '',
  ...given,
});

/** A plan in which nobody else has the login; the hash of a password is the password. */
function emptyPlan(): Plan {
  const found = new Found();
  found.ask('pseudonyms', 'by_unique_id', 'ada');
  return new Plan(found, planOptions(), () => 0);
}

function save(row: Partial<CredentialCells>, stored: Login | undefined) {
  const plan = emptyPlan();
  const fault = loginFault(cells(row), stored, 'none', 'active', plan);
  return fault ?? loginFields(cells(row), stored, 'none', plan);
}

test('a new login takes the password of the row, marked as set by an import', () => {
  expect(save({ password: 'new secret' }, undefined)).toMatchObject({
    password_hash: 'new secret',
    password_by_import: true,
  });
  expect(save({}, undefined)).toMatchObject({ password_hash: null, password_by_import: true });
});

test('a password that an import has set is set again by another one', () => {
  expect(save({ password: 'new secret' }, login())).toMatchObject({ password_hash: 'new secret' });
  expect(save({}, login())).toMatchObject({ password_hash: 'old secret' });
});

test('the same password again leaves the stored hash as it is', () => {
  const plan = emptyPlan();
  const salted = login({ password_hash: 'salted' });
  const options = { ...plan.options, is_password: () => true, hash_password: () => 'salted anew' };
  const fields = loginFields(
    cells({ password: 'old secret' }),
    salted,
    'none',
    new Plan(plan.found, options, () => 0),
  );
  expect(fields.password_hash).toBe('salted');
});

test('a password that the person has chosen stays, and the one of the row is not even looked at', () => {
  const chosen = login({ password_by_import: false });
  expect(save({ password: 'new secret' }, chosen)).toMatchObject({
    password_hash: 'old secret',
    password_by_import: false,
  });
  expect(save({ password: 'short' }, chosen)).toMatchObject({ password_hash: 'old secret' });
});

test('a password of fewer than 8 characters refuses a new login and one whose password an import has set', () => {
  const fault = 'the password has fewer than 8 characters';
  expect(save({ password: '1234567' }, undefined)).toBe(fault);
  expect(save({ password: '1234567' }, login())).toBe(fault);
});

test('an SSHA password is stored whenever it is given, and blank keeps it', () => {
  const chosen = login({ password_by_import: false, sis_ssha: '{SSHA}old' });
  expect(save({ ssha_password: '{SSHA}new' }, chosen)).toMatchObject({
    sis_ssha: '{SSHA}new',
    password_hash: 'old secret',
  });
  expect(save({}, chosen)).toMatchObject({ sis_ssha: '{SSHA}old' });
});

test('no reason repeats a password', () => {
  expect(save({ password: 'pssst' }, undefined)).not.toContain('pssst');
});
