/** The server as a program starts it; what it is made of is loaded only then. */
import type { Tokens } from './manage-tokens.ts';
import type { InstallationPlace } from './open-installation.ts';

export { resolveDatabaseOptions } from '../db/index.ts';
export type { TokenRequest, Tokens } from './manage-tokens.ts';
export type { InstallationPlace } from './open-installation.ts';
export type { LogLevel } from './server-log.ts';
export { type RunningServer, type ServerOptions, startServer } from './start-server.ts';
export { startWorker, type WorkerOptions } from './start-worker.ts';
export { signDelivery } from './webhooks/sign-delivery.ts';

/** Opens an installation, running or not, to make, list or revoke tokens. */
export async function withTokens<T>(
  place: InstallationPlace,
  use: (tokens: Tokens) => Promise<T>,
): Promise<T> {
  return (await import('./manage-tokens.ts')).withTokens(place, use);
}

/** Forgets, for the first root account of an installation, which courses, sections and enrollments imports manage. */
export async function forgetManaged(place: InstallationPlace): Promise<void> {
  return (await import('./forget-managed.ts')).forgetManaged(place);
}
