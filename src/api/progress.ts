import type { Timestamp } from '../format/index.ts';
import { defineEndpoint, oneOf } from './define-endpoint.ts';

export const progressStates = ['queued', 'running', 'completed', 'failed'] as const;

export type ProgressState = (typeof progressStates)[number];

/** How far work has come that goes on after its request has been answered. */
export interface Progress {
  readonly id: number;
  readonly context_id: number;
  /** What the work is about: `Account`, `SisBatch` ... */
  readonly context_type: string;
  /** Who asked for it. */
  readonly user_id: number | null;
  /** What kind of work it is: `course_batch_update`, `sis_batch_state_restore` ... */
  readonly tag: string;
  /** 0-100; null before the work begins. */
  readonly completion: number | null;
  readonly workflow_state: ProgressState;
  readonly created_at: Timestamp;
  readonly updated_at: Timestamp;
  readonly message: string | null;
  /** What came of it, once it is completed. */
  readonly results: Readonly<Record<string, unknown>> | null;
  /** Where to look at it again. */
  readonly url: string;
}

export const showProgress = defineEndpoint({
  name: 'showProgress',
  method: 'GET',
  path: '/api/v1/progress/:id',
  parameters: {},
  result: oneOf<Progress>('Progress'),
  permission: [],
  summary: 'Shows how far some work has come, to whoever asked for it and to admins of what it is about.',
});

export const cancelProgress = defineEndpoint({
  name: 'cancelProgress',
  method: 'POST',
  path: '/api/v1/progress/:id/cancel',
  parameters: { message: { kind: 'string', summary: 'What the Progress is to say.' } },
  result: oneOf<Progress>('Progress'),
  permission: ['manage_sis', 'manage_courses_admin'],
  summary: 'Stops work that has not ended yet; what has ended stays as it is.',
});
