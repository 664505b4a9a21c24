import { once } from 'node:events';
import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import { eventually } from './eventually.ts';

/** An event of a stream as it came in. */
export interface HeardEvent {
  readonly id: string;
  readonly event: string;
  readonly data: Readonly<Record<string, unknown>> & {
    readonly number: number;
    readonly sis_import?: {
      readonly id: number;
      readonly workflow_state: string;
      readonly progress: number;
      readonly counts: Readonly<Record<string, number>> | null;
    };
  };
}

/** Somebody who listens to a stream of events. */
export interface EventListener {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly heard: readonly HeardEvent[];
  /** The whole stream, as it came. */
  text(): string;
  /** Resolves once so many events have been heard. */
  until(count: number): Promise<readonly HeardEvent[]>;
  /** Resolves when the server has ended the stream: whether in good order. */
  readonly ended: Promise<boolean>;
  leave(): Promise<void>;
}

/** Listens to an address until told to leave; reads the wire format by itself. */
export async function listenToEvents(
  url: string,
  token: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<EventListener> {
  // Not by fetch, which opens a connection in advance for each that it breaks off.
  const asked = request(url, { agent: false, headers: { authorization: `Bearer ${token}`, ...headers } });
  asked.end();
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  let text = '';
  let rest = '';
  const heard: HeardEvent[] = [];
  response.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
    const blocks = (rest + chunk).split('\n\n');
    rest = blocks.pop() ?? '';
    heard.push(...blocks.flatMap(parseBlock));
  });
  response.on('error', () => response.destroy());
  const ended = new Promise<boolean>((resolve) => {
    response.once('close', () => resolve(response.complete));
  });
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    heard,
    text: () => text,
    until: (count) => eventually(async () => (heard.length >= count ? heard : undefined)),
    ended,
    async leave() {
      asked.destroy();
      await ended;
    },
  };
}

function parseBlock(block: string): HeardEvent[] {
  const fields = Object.fromEntries(
    block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
  );
  return fields.data === undefined
    ? []
    : [{ id: fields.id ?? '', event: fields.event ?? '', data: JSON.parse(fields.data) }];
}
