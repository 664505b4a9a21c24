const TIMEOUT_MS = 30_000;

/**
 * Whether a server is rollcall, by its page `/health`, which Canvas does not have. Only a server that surely is one is
 * asked for a dry run: any other would import.
 */
export async function isRollcall(base_url: string, signal: AbortSignal): Promise<boolean> {
  const response = await fetch(`${base_url}/health`, {
    redirect: 'manual',
    signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
  });
  const body: unknown = await response.json().catch(() => null);
  if (typeof body !== 'object' || body === null || !('status' in body) || !('database' in body)) return false;
  return ['ok', 'unavailable'].includes(String(body.status)) && typeof body.database === 'boolean';
}
