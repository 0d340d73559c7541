/** What waits to be read by one reader of a stream: bounded, so that a slow one costs little memory. */
export interface Outbox {
  body: ReadableStream<Uint8Array>;
  send(text: string): void;
  /** Resolves when half of it is free; false when the reader left, or took nothing for `stalledMs`. */
  hasRoom(): Promise<boolean>;
  close(): void;
}

/** `stop` is aborted when the reader cancels, or when one message too many waits. */
export function outbox({
  max,
  stalledMs,
  stop,
}: {
  max: number;
  stalledMs: number;
  stop: AbortController;
}): Outbox {
  const encoder = new TextEncoder();
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  let onTaken = () => {};
  let isTooSlow = false;
  const cutOff = () => {
    isTooSlow = true;
    stop.abort();
  };
  const source: UnderlyingDefaultSource<Uint8Array> = {
    start: (own) => {
      controller = own;
    },
    pull: () => onTaken(),
    cancel: () => stop.abort(),
  };
  const body = new ReadableStream(source, new CountQueuingStrategy({ highWaterMark: max }));
  const free = () => controller?.desiredSize ?? 0;

  /** Pulls come only while something is free, so a full outbox is looked at again. */
  const taken = () =>
    new Promise<void>((resolve) => {
      const finish = () => {
        clearTimeout(again);
        stop.signal.removeEventListener("abort", finish);
        onTaken = () => {};
        resolve();
      };
      const again = setTimeout(finish, Math.min(50, stalledMs));
      stop.signal.addEventListener("abort", finish);
      onTaken = finish;
    });

  return {
    body,
    send: (text) => {
      if (stop.signal.aborted) return;
      controller?.enqueue(encoder.encode(text));
      if (free() <= 0) cutOff();
    },
    hasRoom: async () => {
      let most = free();
      let since = performance.now();
      while (!stop.signal.aborted && free() < max / 2) {
        if (free() > most) since = performance.now();
        most = Math.max(most, free());
        if (performance.now() - since > stalledMs) cutOff();
        else await taken();
      }
      return !stop.signal.aborted;
    },
    close: () => {
      try {
        // An error drops what still waits; closing would keep it until the reader takes it.
        if (isTooSlow) controller?.error(new Error("The reader of the event stream was too slow."));
        else controller?.close();
      } catch {
        // The reader cancelled first: there is nothing left to close.
      }
    },
  };
}
