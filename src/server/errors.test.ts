import { describe, expect, it } from 'vitest';
import { ApiError, type ErrorCode, errorBody, errorEntries } from './errors.ts';

const codes = Object.keys(errorEntries) as ErrorCode[];

describe('the error table', () => {
  it.each(codes)('%s fills its text', (code) => {
    const names = [...errorEntries[code].text.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
    const params = Object.fromEntries(names.map((name) => [name, `<${name}>`]));
    const body = JSON.stringify(errorBody(new ApiError(code, { params })));
    for (const name of names) expect(body).toContain(`<${name}>`);
    expect(body).not.toMatch(/\{\w+\}/);
  });
});

describe('errorBody', () => {
  const m = expect.any(String);
  const cases: readonly [ErrorCode, ConstructorParameters<typeof ApiError>[1], unknown][] = [
    ['unauthenticated', {}, { status: 'unauthenticated', errors: [{ message: m }], code: 'unauthenticated' }],
    ['invalid_token', {}, { errors: [{ message: m }], code: 'invalid_token' }],
    [
      'expired_token',
      { expired_at: '2026-01-01T00:00:00Z' },
      { errors: [{ message: m, expired_at: '2026-01-01T00:00:00Z' }], code: 'expired_token' },
    ],
    ['unauthorized', {}, { status: 'unauthorized', errors: [{ message: m }], code: 'unauthorized' }],
    ['not_a_root_account', {}, { errors: [m], code: 'not_a_root_account' }],
    ['unsupported_charset', {}, { error: m, code: 'unsupported_charset' }],
    ['missing_attachment', {}, { error: true, error_message: m, code: 'missing_attachment' }],
    ['missing_group', {}, { message: m, code: 'missing_group' }],
    [
      'taken_field',
      { field: 'domain' },
      {
        errors: { domain: [{ attribute: 'domain', type: 'taken', message: 'is in use already' }] },
        code: 'taken_field',
      },
    ],
    [
      'internal_server_error',
      { error_report_id: 7 },
      {
        errors: [{ message: m, error_code: 'internal_server_error' }],
        error_report_id: 7,
        code: 'internal_server_error',
      },
    ],
    ['rate_limited', {}, expect.stringContaining('Rate Limit Exceeded')],
  ];
  it.each(cases)('%s', (code, detail, body) => {
    expect(errorBody(new ApiError(code, detail))).toStrictEqual(body);
  });
});
