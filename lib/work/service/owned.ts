// Overlays of an owner that is no person: how they stand, and how they are made longer.
import type { Tx } from "@/lib/platform/db/transact";
import { type EndedOverlay, extendOverlay as extend, findEnded, type OverlayTable } from "../store/overlays";

export type OverlayKind = "hold" | "priority_override" | "capacity_reservation";

const TABLES: Record<OverlayKind, OverlayTable> = {
  hold: "holds",
  priority_override: "priority_overrides",
  capacity_reservation: "capacity_reservations",
};

/** Has an overlay end so many seconds from now; false when it has ended. The caller authorises. */
export function extendOverlay(tx: Tx, kind: OverlayKind, id: string, seconds: number): Promise<boolean> {
  return extend(tx, TABLES[kind], id, seconds);
}

/** Those of these overlays that have ended, and by whom. */
export async function findEndedOverlays(tx: Tx, kind: OverlayKind, ids: string[]): Promise<EndedOverlay[]> {
  return ids.length > 0 ? findEnded(tx, TABLES[kind], ids) : [];
}
