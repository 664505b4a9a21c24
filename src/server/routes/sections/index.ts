import type { FastifyInstance } from 'fastify';
import { endpoints } from '../../../api/index.ts';
import type { ServerContext } from '../../context.ts';
import { defineRoute } from '../../define-route.ts';
import { crossListSection, endCrossListing } from './cross-list.ts';
import { listSections, showCourseSection, showSection } from './read-sections.ts';
import { createSection, deleteSection, updateSection } from './write-sections.ts';

/** The routes of sections. */
export function registerSectionRoutes(app: FastifyInstance, context: ServerContext): void {
  defineRoute(app, context, endpoints.listSections, listSections);
  defineRoute(app, context, endpoints.showSection, showSection);
  defineRoute(app, context, endpoints.showCourseSection, showCourseSection);
  defineRoute(app, context, endpoints.createSection, createSection);
  defineRoute(app, context, endpoints.updateSection, updateSection);
  defineRoute(app, context, endpoints.deleteSection, deleteSection);
  defineRoute(app, context, endpoints.crossListSection, crossListSection);
  defineRoute(app, context, endpoints.endCrossListing, endCrossListing);
}
