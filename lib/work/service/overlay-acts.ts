// What is done with overlays of every kind alike: they are laid, told of, and ended by their owner, by others or by time.
import { type Actor, requireScope, SYSTEM } from "@/lib/platform/auth/actor";
import { toPage } from "@/lib/platform/db/page";
import { read, type Tx, transact } from "@/lib/platform/db/transact";
import type { Page } from "@/lib/platform/schema";
import type { EndOverlay, OverlaysQuery } from "../schema";
import * as store from "../store/overlays";
import { type Ends, endOwn, ownerOf, requireOverlayRight } from "./overlays";

/** What one kind of overlay has of its own. */
interface Own<Row extends store.OverlayRow, Input extends Ends, Reply> {
  /** Lays one in the caller's transaction, for an owner of its own; the caller authorises. Returns its id. */
  lay: (tx: Tx, actor: Actor, owner: store.OverlayOwner, input: Input) => Promise<string>;
  /** What follows from an end, with its record. */
  release: (tx: Tx, actor: Actor, ended: store.OverlayRow, reason: string | undefined) => Promise<void>;
  /** How these rows are told. */
  telling: (tx: Tx, rows: Row[]) => Promise<(row: Row) => Reply>;
}

export function overlaysOf<Row extends store.OverlayRow, Input extends Ends, Reply>(
  kind: store.OverlayKind,
  { lay, release, telling }: Own<Row, Input, Reply>,
) {
  async function get(tx: Tx, id: string): Promise<Reply> {
    const row = await store.findOverlay<Row>(tx, kind, id);
    if (!row) throw new Error(`The overlay ${id} vanished.`);
    return (await telling(tx, [row]))(row);
  }

  async function place(actor: Actor, input: Input): Promise<Reply> {
    requireOverlayRight(actor, input);
    return transact(`${kind}.place`, async (tx) => get(tx, await lay(tx, actor, ownerOf(actor), input)));
  }

  async function list(actor: Actor, query: OverlaysQuery): Promise<Page<Reply>> {
    requireScope(actor, "work:read");
    return read(async (tx) => {
      const project = actor.projectId ?? query.project;
      const rows = await store.listOverlays<Row>(tx, kind, { ...query, project });
      return toPage(rows, query.limit, await telling(tx, rows));
    });
  }

  /** Ending one that has ended changes nothing. Throws `forbidden` for one of a higher authority. */
  async function end(actor: Actor, id: string, { reason }: EndOverlay): Promise<Reply> {
    return transact(`${kind}.end`, async (tx) => {
      const ended = await endOwn(tx, actor, kind, id);
      if (ended) await release(tx, actor, ended, reason);
      return get(tx, id);
    });
  }

  /** Ends one in the caller's transaction, for its owner; false when it had ended. */
  async function lift(tx: Tx, id: string, reason: string, actor: Actor = SYSTEM): Promise<boolean> {
    const ended = await store.endOverlay(tx, kind, id, actor.id);
    if (ended) await release(tx, actor, ended, reason);
    return ended !== null;
  }

  /** Ends those whose time is over. Any replica may run it. */
  async function expire(): Promise<void> {
    await transact(`${kind}.expire`, async (tx) => {
      for (const ended of await store.endExpired(tx, kind, SYSTEM.id)) {
        await release(tx, SYSTEM, ended, "expired");
      }
    });
  }

  return { place, list, end, lift, expire };
}
