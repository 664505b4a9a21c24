import { endpoints, type Term, termOverrideTypes } from '../../../api/index.ts';
import {
  editRoster,
  planTerm,
  planTermChange,
  planTermDeletion,
  type TermDeletionFault,
  type TermFault,
  type TermFields,
  type TermOverrideFields,
} from '../../../engine/index.ts';
import type { AccountRights } from '../../auth/open-account.ts';
import type { Call } from '../../define-route.ts';
import { editorOf } from '../../editor-of.ts';
import { ApiError, unknownRecord } from '../../errors.ts';
import { filledText, requiredGroup, requiredText, sentFields, timeField } from '../../fields.ts';
import { groupParameter, type ParameterRecord, type ParameterValue } from '../../parameters.ts';
import { presentTerm } from '../../presenters/present-term.ts';
import { sisIdField } from '../../sis-id-field.ts';
import { answerTerm, openTerm, openTermsAccount } from './open-terms.ts';

const { members } = endpoints.updateTerm.parameters.enrollment_term;

function readSisId(group: ParameterRecord, current: string | null, rights: AccountRights) {
  const { sis_term_id } = group;
  if (typeof sis_term_id === 'object' && sis_term_id !== null) {
    throw new ApiError('not_scalar', { params: { parameter: 'enrollment_term[sis_term_id]' } });
  }
  return sisIdField(group, 'sis_term_id', current, rights);
}

function readDates(sent: ParameterValue): TermOverrideFields {
  // A type that is sent blank as a whole has no dates of its own any more.
  if (sent === null || sent === '') return { start_at: null, end_at: null };
  if (typeof sent !== 'object' || Array.isArray(sent))
    throw new ApiError('invalid_field', { field: 'overrides' });
  return sentFields({ start_at: timeField(sent, 'start_at'), end_at: timeField(sent, 'end_at') });
}

function readOverrides(group: ParameterRecord): Readonly<Record<string, TermOverrideFields>> | undefined {
  const sent = groupParameter(group, 'overrides');
  if (sent === null) return undefined;
  const types: readonly string[] = termOverrideTypes;
  const unknown = Object.keys(sent).find((type) => !types.includes(type));
  if (unknown !== undefined) {
    throw new ApiError('unknown_override_type', { params: { type: unknown, values: types.join(', ') } });
  }
  return Object.fromEntries(Object.entries(sent).map(([type, dates]) => [type, readDates(dates)]));
}

function readFields(group: ParameterRecord, current: string | null, rights: AccountRights): TermFields {
  return sentFields({
    name: filledText(group, 'name', members.name.max_length),
    start_at: timeField(group, 'start_at'),
    end_at: timeField(group, 'end_at'),
    sis_id: readSisId(group, current, rights),
    overrides: readOverrides(group),
  });
}

function refusalOf(fault: TermFault | TermDeletionFault): ApiError {
  switch (fault) {
    case 'gone':
      return unknownRecord('term');
    case 'sis_id_taken':
      return new ApiError('taken_field', { field: 'sis_term_id' });
    case 'ends_before_start':
      return new ApiError('invalid_field', { field: 'end_at' });
    case 'is_default':
      return new ApiError('default_term_field', { field: 'workflow_state' });
    case 'has_courses':
      return new ApiError('has_courses_field', { field: 'workflow_state' });
  }
}

/** Makes a term. */
export async function createTerm(call: Call): Promise<Term> {
  const opened = await openTermsAccount(call);
  const { account, rights } = opened;
  if (account.settings.site_admin === true) throw new ApiError('not_a_tenant');
  const group = requiredGroup(call.parameters, 'enrollment_term');
  const name = requiredText(group, 'name', members.name.max_length);
  const fields = { ...readFields(group, null, rights), name };
  const id = await editRoster(...editorOf(call, account.root_account_id), async (roster) => {
    const made = await planTerm(roster, fields);
    if ('fault' in made) throw refusalOf(made.fault);
    return made.id;
  });
  return answerTerm(call, opened, id);
}

/** Changes a term. */
export async function updateTerm(call: Call): Promise<Term> {
  const opened = await openTerm(call);
  const { account, rights, term } = opened;
  const fields = readFields(requiredGroup(call.parameters, 'enrollment_term'), term.sis_id, rights);
  await editRoster(...editorOf(call, account.root_account_id), async (roster) => {
    const fault = await planTermChange(roster, term.id, fields);
    if (fault !== null) throw refusalOf(fault);
  });
  return answerTerm(call, opened, term.id);
}

/** Deletes a term. */
export async function deleteTerm(call: Call): Promise<Term> {
  const { account, rights, term } = await openTerm(call);
  await editRoster(...editorOf(call, account.root_account_id), async (roster) => {
    const fault = await planTermDeletion(roster, term.id);
    if (fault !== null) throw refusalOf(fault);
  });
  return presentTerm({ ...term, workflow_state: 'deleted' }, rights);
}
