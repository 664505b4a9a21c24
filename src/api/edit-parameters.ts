import type { ValueParameter } from './define-endpoint.ts';

/** What every change of an object takes that imports keep, too. */
export const override_sis_stickiness = {
  kind: 'boolean',
  summary: 'False leaves alone what somebody has changed by hand before; true unless given.',
} as const satisfies ValueParameter;
