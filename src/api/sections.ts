import { defineEndpoint, oneOf, type Parameters, pagesOf } from './define-endpoint.ts';
import { override_sis_stickiness } from './edit-parameters.ts';
import type { Section } from './section.ts';

const include = {
  kind: 'string',
  list: true,
  values: ['students', 'total_students', 'enrollments'],
  summary: 'What each section shows in addition; `enrollments` are those of its `students`.',
} as const;

const permission = ['manage_sections_edit'] as const;

/** What a section is made with. */
const members = {
  name: {
    kind: 'string',
    max_length: 255,
    summary: 'The name; that of the course unless a new section is given one.',
  },
  sis_section_id: {
    kind: 'string',
    max_length: 255,
    summary: 'The SIS ID; for callers with `manage_sis`.',
  },
  integration_id: {
    kind: 'string',
    max_length: 255,
    summary: 'The integration id; for callers with `manage_sis`.',
  },
  start_at: { kind: 'timestamp', summary: 'When the section begins.' },
  end_at: { kind: 'timestamp', summary: 'When the section ends.' },
  restrict_enrollments_to_section_dates: {
    kind: 'boolean',
    summary: 'Whether the dates of the section count instead of those of its course or term.',
  },
} as const satisfies Parameters;

export const listSections = defineEndpoint({
  name: 'listSections',
  method: 'GET',
  path: '/api/v1/courses/:course_id/sections',
  parameters: {
    search_term: { kind: 'string', summary: 'Part of the name, at least 2 characters, or the whole id.' },
    include,
  },
  result: pagesOf<Section>('Section'),
  permission: [],
  summary: 'Lists the sections that sit in a course, by name.',
});

export const showSection = defineEndpoint({
  name: 'showSection',
  method: 'GET',
  path: '/api/v1/sections/:id',
  parameters: { include },
  result: oneOf<Section>('Section'),
  permission: [],
  summary: 'Shows one section.',
});

export const showCourseSection = defineEndpoint({
  name: 'showCourseSection',
  method: 'GET',
  path: '/api/v1/courses/:course_id/sections/:id',
  parameters: { include },
  result: oneOf<Section>('Section'),
  permission: [],
  summary: 'Shows one section of a course.',
});

export const createSection = defineEndpoint({
  name: 'createSection',
  method: 'POST',
  path: '/api/v1/courses/:course_id/sections',
  parameters: {
    course_section: { kind: 'group', members, summary: 'The new section.' },
    enable_sis_reactivation: {
      kind: 'boolean',
      summary: 'Brings the deleted section of the course with that SIS ID back, if there is one.',
    },
  },
  result: oneOf<Section>('Section'),
  permission,
  summary: 'Makes a section in a course.',
});

export const updateSection = defineEndpoint({
  name: 'updateSection',
  method: 'PUT',
  path: '/api/v1/sections/:id',
  parameters: {
    course_section: { kind: 'group', members, summary: 'What to change.' },
    override_sis_stickiness,
  },
  result: oneOf<Section>('Section'),
  permission,
  summary: 'Changes a section; what really changes is kept from imports from then on.',
});

export const deleteSection = defineEndpoint({
  name: 'deleteSection',
  method: 'DELETE',
  path: '/api/v1/sections/:id',
  parameters: {},
  result: oneOf<Section>('Section'),
  permission,
  summary: 'Deletes a section in which nobody is enrolled.',
});

export const crossListSection = defineEndpoint({
  name: 'crossListSection',
  method: 'POST',
  path: '/api/v1/sections/:id/crosslist/:new_course_id',
  parameters: { override_sis_stickiness },
  result: oneOf<Section>('Section'),
  permission,
  summary: 'Moves a section with its enrollments into another course, until it is taken home.',
});

export const endCrossListing = defineEndpoint({
  name: 'endCrossListing',
  method: 'DELETE',
  path: '/api/v1/sections/:id/crosslist',
  parameters: { override_sis_stickiness },
  result: oneOf<Section>('Section'),
  permission,
  summary: 'Takes a cross-listed section with its enrollments home to its own course.',
});
