/** An event as the wire has it, before anything is made of its data. */
export interface ServerEvent {
  /** The kind; `message` unless the server names one. */
  readonly event: string;
  readonly data: string;
}

/** What a reader of a stream of events knows beyond the events. */
export interface StreamMemory {
  /** What to ask for when the stream is opened again; null before the first event that has an id. */
  last_event_id: string | null;
  /** How long to wait before that, as far as the server has said. */
  retry_ms: number | null;
}

interface Draft {
  event: string;
  data: string[];
  id: string | null;
}

const emptyDraft = (): Draft => ({ event: '', data: [], id: null });

function readLine(line: string, draft: Draft, memory: StreamMemory): void {
  const [, field = '', value = ''] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
  if (field === 'event') draft.event = value;
  else if (field === 'data') draft.data.push(value);
  else if (field === 'id' && !value.includes('\0')) draft.id = value;
  else if (field === 'retry' && /^\d+$/.test(value)) memory.retry_ms = Number(value);
}

async function* readLines(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      rest += decoder.decode(value, { stream: true });
      // A carriage return at the end may be the first half of a line break.
      const lines = rest.split(/\r\n|\n|\r(?!$)/);
      rest = lines.pop() ?? '';
      yield* lines;
    }
  } finally {
    // Whoever stops reading wants no more of it.
    await reader.cancel().catch(() => 'broken already');
  }
}

/** Reads server-sent events; one that the stream breaks off in is left out. */
export async function* readServerEvents(
  body: ReadableStream<Uint8Array>,
  memory: StreamMemory,
): AsyncGenerator<ServerEvent> {
  let draft = emptyDraft();
  for await (const line of readLines(body)) {
    if (line !== '') {
      readLine(line, draft, memory);
      continue;
    }
    const { event, data, id } = draft;
    draft = emptyDraft();
    // Only now: an event that breaks off has not been had.
    memory.last_event_id = id ?? memory.last_event_id;
    if (data.length > 0) yield { event: event || 'message', data: data.join('\n') };
  }
}
