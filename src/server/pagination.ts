import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiError } from './errors.ts';
import { type ParameterRecord, textParameter } from './parameters.ts';
import { baseUrl } from './public-url.ts';

const DEFAULT_PER_PAGE = 10;
const MAX_PER_PAGE = 100;

/** The part of a collection that a request asks for. */
export interface PageRequest {
  readonly page: number;
  readonly per_page: number;
  readonly offset: number;
  /** One more than a page holds: the extra row tells that there is a next page. */
  readonly limit: number;
}

/** Reads `page` and `per_page`; throws for a page that cannot exist. */
export function readPage(parameters: ParameterRecord): PageRequest {
  const asked = textParameter(parameters, 'page') ?? '1';
  const page = asked === 'first' ? 1 : /^\d{1,15}$/.test(asked) ? Number(asked) : 0;
  if (page < 1) throw new ApiError('invalid_page', { params: { page: asked } });
  const size = textParameter(parameters, 'per_page');
  const number = size === null ? DEFAULT_PER_PAGE : Number.parseInt(size, 10) || 0;
  const per_page = Math.min(Math.max(number, 1), MAX_PER_PAGE);
  const offset = Math.min((page - 1) * per_page, Number.MAX_SAFE_INTEGER);
  return { page, per_page, offset, limit: per_page + 1 };
}

/** Keeps a part of the caller's address from ending the link it is put into. */
function escapeLink(part: string): string {
  return part.replace(/[^\x21-\x7e]|[<>"]/g, encodeURIComponent);
}

const dropped = new Set(['page', 'per_page', 'access_token', 'api_key']);

/** The query parameters that links repeat, as they were sent. */
function repeatedParameters(request: FastifyRequest): readonly string[] {
  const query = (request.raw.url ?? '').split('?').slice(1).join('?');
  return query.split('&').filter((pair) => {
    const [name] = new URLSearchParams(pair).keys();
    return name !== undefined && !dropped.has(name.replace(/\[.*$/s, '').trim());
  });
}

/**
 * Cuts the extra row off and sets the `Link` header. With a known `total` it also links the last page.
 */
export function sendPage<T>(
  request: FastifyRequest,
  reply: FastifyReply,
  { page, per_page }: PageRequest,
  rows: readonly T[],
  total?: number,
): readonly T[] {
  const repeated = repeatedParameters(request);
  const path = (request.raw.url ?? '').split('?')[0];
  const link = (rel: string, number: number) => {
    const query = [...repeated, `page=${number}`, `per_page=${per_page}`].join('&');
    return `<${baseUrl(request)}${escapeLink(`${path}?${query}`)}>; rel="${rel}"`;
  };
  const links = [
    link('current', page),
    ...(rows.length > per_page ? [link('next', page + 1)] : []),
    ...(page > 1 ? [link('prev', page - 1)] : []),
    link('first', 1),
    ...(total === undefined ? [] : [link('last', Math.max(1, Math.ceil(total / per_page)))]),
  ];
  reply.header('link', links.join(','));
  return rows.slice(0, per_page);
}
