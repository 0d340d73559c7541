import { read } from "../db/transact";
import { readOn } from "./reading";
import type { EventRecord, StreamReset } from "./schema";
import { waitForSignal } from "./signals";
import { type EventFilter, type Position, toCursor } from "./store";

/** Signals that come close together are answered by one look at the table. */
const GATHER_MS = 40;
const BATCH = 200;

export interface Following {
  start: Position;
  filter: EventFilter;
  lookAgainMs: number;
  /** Fires when the reader is gone. */
  end: AbortSignal;
  /** Resolves when the reader can take a batch; false when it cannot any more. */
  hasRoom(): Promise<boolean>;
  onEvent(event: EventRecord): void;
  onReset(reset: StreamReset): void;
  /** Everything that was settled has been looked through up to here. */
  onReached(cursor: string): void;
}

/**
 * Hands over events as they settle, until the end. Where events after the position are gone, says so once and
 * goes on from now.
 */
export async function follow({ filter, end, ...reader }: Following): Promise<void> {
  const matches = ({ topic }: { topic: string }) =>
    topic.includes(".") && (filter.types === undefined || filter.types.some((type) => type === topic));
  let at = reader.start;
  while (!end.aborted && (await reader.hasRoom())) {
    const woken = waitForSignal(matches, reader.lookAgainMs, end);
    const { items, next, expired, settled } = await read((tx) => readOn(tx, at, filter, BATCH));
    if (expired) {
      at = settled;
      reader.onReset({ reason: expired, cursor: toCursor(settled) });
      continue;
    }
    for (const event of items) reader.onEvent(event);
    at = next;
    if (items.length === BATCH) continue;
    reader.onReached(toCursor(next));
    await woken;
    await new Promise((resolve) => setTimeout(resolve, GATHER_MS));
  }
}
