/** A typed client for the HTTP API, for Node and browsers, made from the declarations in `api`. */

export type {
  AccountSettings,
  ImportEvent,
  PlanEntry,
  Progress,
  Report,
  SisImport,
  SisImportError,
  SisImportUpload,
  Webhook,
} from '../api/index.ts';
export { importOptions, importStates } from '../api/index.ts';
export type { CallOptions, PageOptions } from './call-endpoint.ts';
export { type Client, type ClientOptions, createClient, type MoreMethods } from './create-client.ts';
export * from './errors.ts';
export type { EventOptions } from './follow-events.ts';
export type { ArgumentsFor, EndpointMethods, Shown } from './methods.ts';
export type { Pages } from './pages.ts';
export type { ProgressMethods, Which } from './progress.ts';
export type { ReportMethods, ReportParameters, ReportRun } from './reports.ts';
export { hasEnded, isHeld } from './sis-imports/complete-sis-import.ts';
export type { UploadTrace } from './sis-imports/find-lost-import.ts';
export type { InPartsOptions } from './sis-imports/send-in-parts-of-import.ts';
export type { SisImportMethods, SisImportOptions } from './sis-imports/sis-imports.ts';
export type { SubmitEvent, SubmitOptions } from './sis-imports/submit-import.ts';
export type { WithStringIds } from './string-ids.ts';
export type { ByteSource } from './upload/byte-source.ts';
export type { Upload, UploadPart } from './upload/upload.ts';
export type { Sleep, WaitEvent, Waiting, WaitOptions } from './wait-until.ts';
