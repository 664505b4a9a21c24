import type { FastifyRequest } from 'fastify';
import type { Progress } from '../../api/index.ts';
import type { ProgressRow } from '../../db/index.ts';
import { baseUrl } from '../public-url.ts';

/** A Progress as the API shows it; `request` tells where the server is reached. */
export function presentProgress(progress: ProgressRow, request: FastifyRequest): Progress {
  return {
    id: progress.id,
    context_id: progress.context_id,
    context_type: progress.context_type,
    user_id: progress.user_id,
    tag: progress.tag,
    completion: progress.completion,
    workflow_state: progress.workflow_state,
    created_at: progress.created_at,
    updated_at: progress.updated_at,
    message: progress.message,
    results: progress.results,
    url: `${baseUrl(request)}/api/v1/progress/${progress.id}`,
  };
}
