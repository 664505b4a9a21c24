/** A typed client for the HTTP API, for Node and browsers, made from the declarations in `api`. */

export type { AccountSettings, Report, SisImport, SisImportError, SisImportUpload } from '../api/index.ts';
export {
  type CallOptions,
  type Client,
  type ClientOptions,
  createClient,
  type InPartsOptions,
  type PageOptions,
  type WaitingMethods,
} from './create-client.ts';
export type { ByteSource, Upload } from './encode-upload.ts';
export { ConnectionError, isPassing, ResponseError } from './errors.ts';
export type { Pages } from './pages.ts';
export type { Sleep, WaitOptions } from './wait-until.ts';
