import type { Parameters } from './define-endpoint.ts';

/** The fields of a login that calls set, whatever they name their group. */
export const loginMembers = {
  unique_id: {
    kind: 'string',
    max_length: 100,
    summary: 'The name to sign in with, unique with its provider.',
  },
  password: { kind: 'string', summary: 'At least 8 characters; no call ever shows it.' },
  sis_user_id: { kind: 'string', max_length: 255, summary: 'Needs `manage_sis`; blank: none.' },
  integration_id: { kind: 'string', max_length: 255, summary: 'Needs `manage_sis`; blank: none.' },
  authentication_provider_id: {
    kind: 'string',
    summary: 'The number or type of an authentication provider; blank: none.',
  },
  declared_user_type: {
    kind: 'string',
    values: ['administrative', 'observer', 'staff', 'student', 'student_other', 'teacher'],
    summary: 'What the person is by their own account; blank: not known.',
  },
} as const satisfies Parameters;
