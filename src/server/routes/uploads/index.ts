import type { FastifyInstance } from 'fastify';
import { endpoints } from '../../../api/index.ts';
import type { ServerContext } from '../../context.ts';
import { definePublicRoute, startCall } from '../../define-route.ts';
import { sendSisImportBytes } from './send.ts';
import { showSisImportUpload } from './show.ts';

/** The routes to which the files of imports are sent that were made without them. */
export function registerUploadRoutes(app: FastifyInstance, context: ServerContext): void {
  definePublicRoute(app, context, endpoints.showSisImportUpload, showSisImportUpload);
  app.register(async (scope) => {
    // What is no form is the file, whatever its type says.
    scope.addContentTypeParser('*', (_request, _payload, done) => done(null));
    for (const endpoint of [endpoints.sendSisImportPart, endpoints.sendSisImportFile]) {
      scope.route({
        method: endpoint.method,
        url: endpoint.path,
        onRequest: async ({ raw: { headers } }) => {
          if (/^\s*multipart\/form-data\b/i.test(headers['content-type'] ?? '')) return;
          headers['content-type'] = 'application/octet-stream';
        },
        handler: (request, reply) => sendSisImportBytes(startCall(context, endpoint, request, reply)),
      });
    }
  });
}
