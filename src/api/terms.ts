import { defineEndpoint, oneOf, wrappedPagesOf } from './define-endpoint.ts';
import { override_sis_stickiness } from './edit-parameters.ts';
import type { Term } from './term.ts';

const dates = {
  kind: 'group',
  members: {
    start_at: { kind: 'timestamp', summary: 'Its start for this type, blank for none.' },
    end_at: { kind: 'timestamp', summary: 'Its end for this type, blank for none.' },
  },
  summary: 'Dates for enrollments of this type; without any, those of the term hold again.',
} as const;

const members = {
  name: { kind: 'string', max_length: 255, summary: 'The name; a new term needs one.' },
  start_at: { kind: 'timestamp', summary: 'The start, blank for none.' },
  end_at: { kind: 'timestamp', summary: 'The end, blank for none.' },
  sis_term_id: {
    kind: 'string',
    max_length: 255,
    summary:
      'The SIS ID, blank for none; needs `manage_sis`, and no other term may have it, deleted ones included.',
  },
  overrides: {
    kind: 'group',
    members: {
      StudentEnrollment: dates,
      TeacherEnrollment: dates,
      TaEnrollment: dates,
      DesignerEnrollment: dates,
    },
    summary: 'Dates per type of enrollment; types left out stay as they are.',
  },
} as const;

const enrollment_term = { kind: 'group', required: true, members, summary: 'The term.' } as const;

export const listTerms = defineEndpoint({
  name: 'listTerms',
  method: 'GET',
  path: '/api/v1/accounts/:account_id/terms',
  parameters: {
    workflow_state: {
      kind: 'string',
      list: true,
      values: ['active', 'deleted', 'all'],
      summary: 'Which terms; `active` unless set.',
    },
    include: {
      kind: 'string',
      list: true,
      values: ['overrides'],
      summary: 'What to show besides: `overrides`, the dates per type of enrollment.',
    },
    term_name: { kind: 'string', summary: 'A part of the name, in any letter case.' },
  },
  result: wrappedPagesOf<Term, 'enrollment_terms'>('enrollment_terms', 'Term'),
  permission: [],
  summary: 'Lists the terms of a root account, those that start last first.',
});

export const showTerm = defineEndpoint({
  name: 'showTerm',
  method: 'GET',
  path: '/api/v1/accounts/:account_id/terms/:id',
  parameters: {
    include: {
      kind: 'string',
      list: true,
      values: ['overrides'],
      summary: 'What to show besides: `overrides`, the dates per type of enrollment.',
    },
  },
  result: oneOf<Term>('Term'),
  permission: [],
  summary: 'Shows one term.',
});

export const createTerm = defineEndpoint({
  name: 'createTerm',
  method: 'POST',
  path: '/api/v1/accounts/:account_id/terms',
  parameters: { enrollment_term },
  result: oneOf<Term>('Term'),
  permission: ['manage_terms'],
  summary: 'Makes a term.',
});

export const updateTerm = defineEndpoint({
  name: 'updateTerm',
  method: 'PUT',
  path: '/api/v1/accounts/:account_id/terms/:id',
  parameters: {
    enrollment_term,
    override_sis_stickiness,
  },
  result: oneOf<Term>('Term'),
  permission: ['manage_terms'],
  summary: 'Changes a term; what is left out stays as it is.',
});

export const deleteTerm = defineEndpoint({
  name: 'deleteTerm',
  method: 'DELETE',
  path: '/api/v1/accounts/:account_id/terms/:id',
  parameters: {},
  result: oneOf<Term>('Term'),
  permission: ['manage_terms'],
  summary: 'Deletes a term that is not the default one and has no courses left.',
});
