/** Every error that the API answers: code, status, the shape in which Canvas sends it, and its text. */

/**
 * The bodies that Canvas sends, by example. `errors`: `{"errors":[{"message":m}]}`.
 * `strings`: `{"errors":[m]}`. `message`: `{"message":m}`. `error`: `{"error":m}`.
 * `attachment`: `{"error":true,"error_message":m}`. `fields`: `{"errors":{field:[{attribute,type,message}]}}`.
 * `unauthenticated` and `unauthorized`: `errors` with that word as `status`. `text`: plain text. `json_string`: the
 * message as a JSON string.
 */
type Shape =
  | 'errors'
  | 'strings'
  | 'message'
  | 'error'
  | 'attachment'
  | 'fields'
  | 'unauthenticated'
  | 'unauthorized'
  | 'text'
  | 'json_string';

interface ErrorEntry {
  readonly status: number;
  readonly shape: Shape;
  /** One sentence with `{parameter}` placeholders. */
  readonly text: string;
}

export const errorEntries = {
  unauthenticated: { status: 401, shape: 'unauthenticated', text: 'This request needs an access token.' },
  invalid_token: { status: 401, shape: 'errors', text: 'The access token is not valid.' },
  expired_token: { status: 401, shape: 'errors', text: 'The access token has expired.' },
  revoked_token: { status: 401, shape: 'errors', text: 'The access token has been revoked.' },
  unauthorized: { status: 403, shape: 'unauthorized', text: 'The access token does not permit this.' },
  bad_signature: {
    status: 403,
    shape: 'unauthorized',
    text: 'The address of this file is not signed, or its signature has expired.',
  },
  rate_limited: {
    status: 429,
    shape: 'text',
    text: '429 Too Many Requests (Rate Limit Exceeded): too many requests from this address failed to sign in.',
  },
  uploads_limited: {
    status: 429,
    shape: 'text',
    text: '429 Too Many Requests (Rate Limit Exceeded): too many uploads wait for their token; send it as a header.',
  },
  event_streams_limited: {
    status: 429,
    shape: 'text',
    text: '429 Too Many Requests (Rate Limit Exceeded): {max_streams} event streams of this account are open already.',
  },
  webhook_tests_limited: {
    status: 429,
    shape: 'text',
    text: '429 Too Many Requests (Rate Limit Exceeded): too many webhooks are being tested.',
  },
  unknown_observee: { status: 422, shape: 'errors', text: 'Nobody has this login with this password.' },
  unknown_pairing_code: { status: 422, shape: 'errors', text: 'The pairing code is not valid.' },
  unknown_path: { status: 404, shape: 'errors', text: 'There is nothing at this address.' },
  unknown_record: { status: 404, shape: 'errors', text: 'The {noun} does not exist.' },
  invalid_page: { status: 404, shape: 'errors', text: 'The page “{page}” does not exist.' },
  not_a_root_account: {
    status: 400,
    shape: 'strings',
    text: 'SIS imports belong to root accounts, and this account has a parent.',
  },
  imports_disabled: { status: 403, shape: 'strings', text: 'SIS imports are not enabled for this account.' },
  missing_attachment: {
    status: 400,
    shape: 'attachment',
    text: 'The request holds no file: send it as the form field `attachment` or as the whole body.',
  },
  invalid_idempotency_key: {
    status: 400,
    shape: 'message',
    text: 'An Idempotency-Key has 1 to {max_length} visible ASCII characters.',
  },
  idempotency_key_reused: {
    status: 422,
    shape: 'errors',
    text: 'This Idempotency-Key belongs to SIS import {sis_import_id}, which had another file or other options.',
  },
  invalid_content_range: {
    status: 400,
    shape: 'message',
    text: 'The Content-Range must read `bytes <first>-<last>/<size>` and fit the file; {reason}.',
  },
  wrong_offset: {
    status: 409,
    shape: 'errors',
    text: 'The upload goes on with byte {offset}, not with byte {start}.',
  },
  upload_contended: {
    status: 409,
    shape: 'errors',
    text: 'Somebody else sends this file, too; what has arrived stays.',
  },
  upload_closed: {
    status: 409,
    shape: 'errors',
    text: 'SIS import {sis_import_id} waits for no file: its state is {workflow_state}.',
  },
  upload_size_mismatch: {
    status: 400,
    shape: 'message',
    text: 'The file has {given} bytes, but {expected} were announced.',
  },
  too_many_parts: {
    status: 400,
    shape: 'message',
    text: 'The upload has {max_parts} parts, which is the most; begin anew with larger ones.',
  },
  unsupported_charset: {
    status: 400,
    shape: 'error',
    text: 'The charset “{charset}” is not supported, only utf-8.',
  },
  unknown_import_type: {
    status: 400,
    shape: 'message',
    text: 'The import type “{import_type}” is not supported, only instructure_csv.',
  },
  invalid_extension: {
    status: 400,
    shape: 'message',
    text: 'The extension “{extension}” is not a file name extension.',
  },
  batch_mode_without_term: {
    status: 400,
    shape: 'message',
    text: 'Batch mode needs `batch_mode_term_id` or `multi_term_batch_mode`.',
  },
  multi_term_without_threshold: {
    status: 400,
    shape: 'message',
    text: '`multi_term_batch_mode` needs `change_threshold`.',
  },
  undelete_with_unconclude: {
    status: 400,
    shape: 'json_string',
    text: 'undelete_only and unconclude_only exclude each other.',
  },
  import_not_ended: {
    status: 400,
    shape: 'message',
    text: 'The import is in the state “{workflow_state}”; only one that has ended can be put back.',
  },
  invalid_hold_limit: {
    status: 400,
    shape: 'message',
    text: 'The limit “{value}” reads `<kind>.<scope>.<measure>=<number or off>`: any or a kind; account, term or sub_account; deleted, concluded or changed, each with `_percent` or without, or left.',
  },
  import_not_held: { status: 409, shape: 'errors', text: 'The import does not wait for an approval.' },
  import_overtaken: {
    status: 409,
    shape: 'errors',
    text: 'SIS import {sis_import_id} of the same data set came after this one; it cannot be applied any more, only aborted.',
  },
  approval_without_reason: { status: 400, shape: 'message', text: 'An approval needs a `reason`.' },
  import_was_dry_run: { status: 400, shape: 'message', text: 'A dry run has done nothing to put back.' },
  import_undone: { status: 400, shape: 'message', text: 'The import has been undone.' },
  import_too_old: {
    status: 410,
    shape: 'errors',
    text: 'The import is too old: what it has changed is no longer kept.',
  },
  invalid_value: {
    status: 400,
    shape: 'message',
    text: '“{value}” is not a value of `{parameter}`, which takes {values}.',
  },
  short_search_term: {
    status: 400,
    shape: 'message',
    text: '`search_term` needs at least {min_length} characters.',
  },
  too_many_values: {
    status: 400,
    shape: 'message',
    text: '`{parameter}` holds more than {max_values} values.',
  },
  not_an_integer: { status: 400, shape: 'message', text: '`{parameter}` takes an integer, not “{value}”.' },
  too_long: { status: 400, shape: 'message', text: '`{parameter}` is longer than {max_length} characters.' },
  missing_group: {
    status: 400,
    shape: 'message',
    text: 'The parameter `{parameter}` is missing or empty.',
  },
  terms_of_root_account: {
    status: 400,
    shape: 'message',
    text: 'Terms belong to root accounts, and this account has a parent.',
  },
  unknown_override_type: {
    status: 400,
    shape: 'message',
    text: 'There are no dates for “{type}”; the types are {values}.',
  },
  not_scalar: { status: 400, shape: 'message', text: '`{parameter}` takes a text or a number.' },
  default_term_field: { status: 400, shape: 'fields', text: 'must stay, as this is the default term' },
  has_courses_field: { status: 400, shape: 'fields', text: 'must stay, as the term has courses' },
  built_in_role: { status: 400, shape: 'message', text: 'A built-in role stays as it is.' },
  unknown_role: {
    status: 400,
    shape: 'message',
    text: 'There is no role “{role}” of accounts that could be given here.',
  },
  own_admin_role: {
    status: 400,
    shape: 'message',
    text: 'Nobody removes their own role in a root account.',
  },
  not_a_tenant: { status: 400, shape: 'message', text: 'The site-admin account holds no roster.' },
  root_account_stays: { status: 400, shape: 'message', text: 'A root account cannot be deleted.' },
  account_has_courses: {
    status: 409,
    shape: 'message',
    text: 'An account that has courses cannot be deleted.',
  },
  account_has_sub_accounts: {
    status: 409,
    shape: 'message',
    text: 'An account that has accounts below it cannot be deleted.',
  },
  too_many_webhooks: {
    status: 400,
    shape: 'message',
    text: 'The account has {max_webhooks} webhooks, as many as it may have.',
  },
  unknown_setting: {
    status: 400,
    shape: 'message',
    text: 'There is no setting “{setting}”; the settings are {values}.',
  },
  setting_of_root_account: {
    status: 400,
    shape: 'message',
    text: 'The setting `{setting}` belongs to the root account.',
  },
  locked_setting: {
    status: 400,
    shape: 'message',
    text: 'The setting `{setting}` cannot be locked for the accounts below.',
  },
  concluded_course: {
    status: 400,
    shape: 'message',
    text: 'The course is concluded and takes no more people.',
  },
  blueprint_course: {
    status: 400,
    shape: 'message',
    text: 'A blueprint course takes no students and no observers.',
  },
  not_reactivatable: {
    status: 400,
    shape: 'error',
    text: 'The enrollment is neither inactive nor concluded but {workflow_state}.',
  },
  section_has_enrollments: {
    status: 400,
    shape: 'message',
    text: 'A section in which somebody is enrolled cannot be deleted.',
  },
  not_cross_listed: { status: 400, shape: 'message', text: 'The section is not cross-listed.' },
  blank_field: { status: 400, shape: 'fields', text: 'must not be blank' },
  too_long_field: { status: 400, shape: 'fields', text: 'is longer than {max_length} characters' },
  too_short_field: { status: 400, shape: 'fields', text: 'is shorter than {min_length} characters' },
  taken_field: { status: 400, shape: 'fields', text: 'is in use already' },
  invalid_field: { status: 400, shape: 'fields', text: 'is not valid' },
  reserved_field: { status: 400, shape: 'fields', text: 'is reserved' },
  not_in_course_field: {
    status: 400,
    shape: 'fields',
    text: 'names somebody who is not in the course of the group',
  },
  full_field: { status: 400, shape: 'fields', text: 'is more than the group takes' },
  tied_field: { status: 400, shape: 'fields', text: 'is tied to another blueprint course' },
  not_public_field: { status: 400, shape: 'fields', text: 'does not lead to a public address' },
  has_learners_field: { status: 400, shape: 'fields', text: 'has students or observers' },
  malformed_request: { status: 400, shape: 'errors', text: 'The request cannot be read: {reason}.' },
  request_too_large: { status: 413, shape: 'errors', text: 'The request is larger than {max_bytes} bytes.' },
  upload_too_large: {
    status: 413,
    shape: 'errors',
    text: 'The upload is larger than {max_bytes} bytes, the limit for such a request.',
  },
  unsupported_media_type: {
    status: 415,
    shape: 'errors',
    text: 'The server does not read bodies of this Content-Type here.',
  },
  storage_unavailable: {
    status: 503,
    shape: 'errors',
    text: 'The storage of files does not answer at the moment. Nothing has changed; try again later.',
  },
  internal_server_error: {
    status: 500,
    shape: 'errors',
    text: 'Something went wrong in the server; its log knows more under this report id.',
  },
} as const satisfies Readonly<Record<string, ErrorEntry>>;

/** Whether the body is a text by itself, not JSON. */
export function isPlainText({ code }: ApiError): boolean {
  return (errorEntries[code].shape as Shape) === 'text';
}

export type ErrorCode = keyof typeof errorEntries;

type Params = Readonly<Record<string, string | number>>;

/** What an error says beyond its entry. */
export interface ErrorDetail {
  readonly params?: Params;
  /** The field that a `fields` error is about. */
  readonly field?: string;
  /** When the token expired. */
  readonly expired_at?: string;
  /** The number under which the log knows a server fault. */
  readonly error_report_id?: number;
}

/** An answer that is not the one hoped for; thrown by handlers, rendered once at the edge. */
export class ApiError extends Error {
  readonly code: ErrorCode;
  readonly detail: ErrorDetail;

  constructor(code: ErrorCode, detail: ErrorDetail = {}) {
    super(`${code}: ${textOf(code, detail)}`);
    this.name = 'ApiError';
    this.code = code;
    this.detail = detail;
  }

  get status(): number {
    return errorEntries[this.code].status;
  }
}

/** The answer when there is no such object, or none for the viewer to know of. */
export function unknownRecord(noun: string): ApiError {
  return new ApiError('unknown_record', { params: { noun } });
}

/** The answer to a request that lacks what it cannot do without. */
export function missingParameter(parameter: string): ApiError {
  return new ApiError('missing_group', { params: { parameter } });
}

function textOf(code: ErrorCode, detail: ErrorDetail): string {
  return errorEntries[code].text.replace(/\{(\w+)\}/g, (_, name: string) =>
    String(detail.params?.[name] ?? ''),
  );
}

/** The body of an error in Canvas's shape; every JSON one also carries our `code`. A string is plain text or a JSON string. */
export function errorBody({ code, detail }: ApiError): string | Readonly<Record<string, unknown>> {
  const message = textOf(code, detail);
  switch (errorEntries[code].shape as Shape) {
    case 'text':
    case 'json_string':
      return message;
    case 'strings':
      return { errors: [message], code };
    case 'message':
      return { message, code };
    case 'error':
      return { error: message, code };
    case 'attachment':
      return { error: true, error_message: message, code };
    case 'fields': {
      const attribute = detail.field ?? 'base';
      return { errors: { [attribute]: [{ attribute, type: code.replace('_field', ''), message }] }, code };
    }
    case 'unauthenticated':
    case 'unauthorized':
      return { status: errorEntries[code].shape, errors: [{ message }], code };
    case 'errors':
      return {
        errors: [
          {
            message,
            ...(detail.expired_at === undefined ? {} : { expired_at: detail.expired_at }),
            ...(code === 'internal_server_error' ? { error_code: code } : {}),
          },
        ],
        ...(detail.error_report_id === undefined ? {} : { error_report_id: detail.error_report_id }),
        code,
      };
  }
}
