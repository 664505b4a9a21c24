import { renderForeign } from '../render.ts';
import { doubt, type Finding, fault, well } from './finding.ts';
import { memberOf, type Probe } from './probe.ts';

// DNS, TCP and TLS, by the codes under which Node knows their faults.
const reasons: Readonly<Record<string, readonly [text: string, advice: string]>> = {
  ENOTFOUND: [
    'no such host is known',
    'Check the spelling of base_url, and that this machine can look names up.',
  ],
  EAI_AGAIN: ['its name cannot be looked up now', 'Check the network and the DNS of this machine.'],
  ECONNREFUSED: ['nobody listens there', 'Check the port in base_url, and that the server runs.'],
  ECONNRESET: ['the connection was cut', 'Check proxies and firewalls between this machine and the server.'],
  CERT_HAS_EXPIRED: [
    'its certificate has expired',
    'Have the certificate renewed; check the clock of this machine.',
  ],
  DEPTH_ZERO_SELF_SIGNED_CERT: [
    'its certificate is signed by nobody else',
    'Set NODE_EXTRA_CA_CERTS to the file of the certificate that signed it.',
  ],
  SELF_SIGNED_CERT_IN_CHAIN: [
    'its certificate is signed by somebody this machine does not know',
    'Set NODE_EXTRA_CA_CERTS to the file of the certificate that signed it.',
  ],
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: [
    'its certificate is signed by somebody this machine does not know',
    'Set NODE_EXTRA_CA_CERTS to the file of the certificate that signed it.',
  ],
};

/** What it means that no answer came. */
export function explainSilence(base_url: string, error: unknown): Finding {
  const cause = error instanceof Error ? error.cause : undefined;
  const code = String(memberOf(cause, 'code') ?? '');
  const [text, advice] = reasons[code] ?? [
    error instanceof Error && error.name === 'TimeoutError'
      ? 'no answer came within 30 s'
      : `${(cause instanceof Error && cause.message) || String(error)}`,
    'Check the address, and proxies and firewalls between this machine and the server.',
  ];
  return fault('reachability', `${base_url} cannot be reached: ${text}.`, advice);
}

/** Whether it is the server that was meant, and talks over a line that nobody else reads. */
export function checkAnswer(base_url: string, { origin, body, status }: Probe): Finding {
  const meant = new URL(base_url);
  if (origin !== meant.origin)
    return fault('reachability', `${base_url} sends requests on to ${origin}.`, `Make base_url ${origin}.`);
  if (body === null || status >= 500) {
    const said = status >= 500 ? `answers ${status}` : 'does not answer as a Canvas does';
    return fault(
      'reachability',
      `${base_url} ${said}.`,
      'Check base_url; it has no path behind the host but for proxies.',
    );
  }
  const is_local = /^(localhost|127\.|\[::1\])/.test(meant.hostname);
  if (meant.protocol === 'http:' && !is_local)
    return doubt(
      'reachability',
      `${base_url} answers, without encryption.`,
      'Use https, as the token can be read on the way.',
    );
  return well('reachability', `${base_url} answers.`);
}

const MOST_SKEW_SECONDS = 60;

/** Whether the clocks agree: schedules and the search for lost imports go by them. */
export function checkClock({ headers }: Probe, now_ms: number): Finding {
  const server_ms = Date.parse(headers.get('date') ?? '');
  if (Number.isNaN(server_ms))
    return doubt('clock', 'The server does not tell its time.', 'Compare the clocks by hand.');
  const skew_seconds = Math.round((now_ms - server_ms) / 1000);
  const size = Math.abs(skew_seconds);
  if (size <= MOST_SKEW_SECONDS) return well('clock', 'The clocks of this machine and the server agree.');
  const text = `The clock of this machine is ${size} s ${skew_seconds > 0 ? 'ahead of' : 'behind'} the server’s.`;
  return doubt('clock', text, 'Switch time synchronization on; alerts about late imports would be wrong.');
}

/** Whether the token is taken, and whose it is. */
export function checkToken({ status, body }: Probe): Finding {
  if (status === 200) {
    const name = renderForeign(String(memberOf(body, 'name') ?? 'somebody without a name'));
    return well('token', `The token is one of ${name}.`);
  }
  const [first] = (memberOf(body, 'errors') ?? []) as readonly unknown[];
  const expired = memberOf(first, 'expired_at');
  if (expired)
    return fault('token', `The token expired on ${renderForeign(String(expired))}.`, 'Make a new token.');
  if (status === 401) {
    return fault(
      'token',
      'The server does not take the token.',
      'Make a new token, and check that it is one of this server.',
    );
  }
  return fault(
    'token',
    `The server answered ${status} when asked whose token it is.`,
    'Run rollcall doctor again later.',
  );
}
