import { createHash, type Hash } from "node:crypto";
import canonicalize from "canonicalize";
import { SYSTEM } from "../auth/actor";
import { read, transact } from "../db/transact";
import type { EventRecord } from "../events/schema";
import { type Bounds, findBounds, listEventsAfter, type Position, toCursor } from "../events/store";
import { SEAL_ACT, type Seal } from "./schema";
import { append } from "./service";
import * as clock from "./store/clock";

const PAGE = 2000;
/** Of one entry: what a busy fleet leaves behind in a minute is one entry all the same. */
const SEALED_MAX = 200_000;

/** One event as it is hashed: all that it tells, but not its place, which a restored dump numbers anew. */
function toLine({ cursor: _, ...event }: EventRecord): string {
  return `${canonicalize(event)}\n`;
}

interface Digest {
  count: number;
  hash: Hash;
  last: Position;
}

/** Hashes the settled events after a position, up to another or to the last that is settled. */
async function digest(after: Position, upTo: Position | null, max: number): Promise<Digest> {
  const hash = createHash("sha256");
  let [count, last] = [0, after];
  while (count < max) {
    const limit = Math.min(PAGE, max - count);
    const page = await read((tx) => listEventsAfter(tx, last, {}, limit));
    const items = page.items.filter(({ cursor }) => upTo === null || !isAfter(toPosition(cursor), upTo));
    for (const event of items) hash.update(toLine(event));
    count += items.length;
    last = toPosition(items.at(-1)?.cursor ?? toCursor(last));
    if (items.length < limit) break;
  }
  return { count, hash, last };
}

/**
 * Seals what has happened since the last time into the chain, as one entry. False when there was nothing, or when
 * another replica was faster.
 */
export async function sealEvents(max = SEALED_MAX): Promise<boolean> {
  const [sealed, { horizon }] = await read(
    async (tx) => [await clock.findSealed(tx), await findBounds(tx)] as const,
  );
  const from = isAfter(horizon, sealed) ? horizon : sealed;
  const { count, hash, last } = await digest(from, null, max);
  if (count === 0) return false;
  const detail: Seal = { from: toCursor(from), to: toCursor(last), count, sha256: hash.digest("hex") };
  return transact("audit.seal_events", async (tx) => {
    if (!(await clock.moveSealed(tx, sealed, last))) return false;
    await append(tx, { actor: SYSTEM, act: SEAL_ACT, entity: "events", projectId: null, detail });
    return true;
  });
}

/** Whether the events of a seal are still what was sealed; `gone` when some are not kept any more. */
export async function checkSeal(seal: Seal): Promise<"same" | "altered" | "gone"> {
  const [from, to] = [toPosition(seal.from), toPosition(seal.to)];
  const isGone = ({ horizon }: Bounds) => isAfter(horizon, from);
  if (isGone(await read(findBounds))) return "gone";
  const { count, hash } = await digest(from, to, Number.POSITIVE_INFINITY);
  if (count === seal.count && hash.digest("hex") === seal.sha256) return "same";
  // Asked again: a month may have been dropped meanwhile.
  return isGone(await read(findBounds)) ? "gone" : "altered";
}

function toPosition(cursor: string): Position {
  const [xid = "0", seq = "0"] = cursor.split(".");
  return { xid: BigInt(xid), seq: BigInt(seq) };
}

function isAfter(one: Position, other: Position): boolean {
  return one.xid > other.xid || (one.xid === other.xid && one.seq > other.seq);
}
