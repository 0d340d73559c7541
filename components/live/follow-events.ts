import { EventRecord, StreamHint } from "@/lib/platform/events/schema";

const RETRY_MS = 3000;

interface Reader {
  onOpen: () => void;
  onCut: () => void;
  onEvent: (event: EventRecord) => void;
  onHint: (hint: StreamHint) => void;
  /** Events after the last one that was seen are gone: nothing that is shown can be trusted. */
  onReset: () => void;
}

/**
 * Follows the server's event stream until the returned function is called. EventSource reconnects after a lost
 * connection by itself, but gives up when it is refused (a proxy's 502 while the server restarts): then a new
 * one is opened, after the last event that was seen.
 */
export function followEvents(reader: Reader): () => void {
  let source: EventSource | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let cursor: string | undefined;

  const open = () => {
    source = new EventSource(`/api/v1/events/stream${cursor ? `?after=${cursor}` : ""}`);
    source.onopen = reader.onOpen;
    source.onerror = () => {
      reader.onCut();
      if (source?.readyState === EventSource.CLOSED) retry = setTimeout(open, RETRY_MS);
    };
    source.onmessage = (message) => {
      cursor = message.lastEventId || cursor;
      const event = EventRecord.safeParse(JSON.parse(message.data));
      if (event.success) reader.onEvent(event.data);
    };
    source.addEventListener("hint", (message) => {
      const hint = StreamHint.safeParse(JSON.parse(message.data));
      if (hint.success) reader.onHint(hint.data);
    });
    source.addEventListener("reset", (message) => {
      cursor = message.lastEventId || undefined;
      reader.onReset();
    });
  };
  open();
  return () => {
    clearTimeout(retry);
    source?.close();
  };
}
