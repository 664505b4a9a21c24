/** The server as a program starts it; what it is made of is loaded only then. */
export { resolveDatabaseOptions } from '../db/index.ts';
export type { TokenRequest, Tokens } from './manage-tokens.ts';
export { withTokens } from './manage-tokens.ts';
export type { InstallationPlace } from './open-installation.ts';
export type { LogLevel } from './server-log.ts';
export { type RunningServer, type ServerOptions, startServer } from './start-server.ts';
export { startWorker, type WorkerOptions } from './start-worker.ts';
