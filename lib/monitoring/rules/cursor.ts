// Where a page of alerts ended that come by severity: all that their order hangs on, so that what is new moves no page.
import type { AlertState, Severity } from "../schema";

export interface Position {
  rank: number;
  raisedMs: number;
  id: string;
}

/** The order of severities among what is not over; what is over comes last. */
export const RANKS: Record<Severity | "over", number> = { critical: 0, warning: 1, info: 2, over: 3 };

interface Ranked {
  id: string;
  state: AlertState;
  severity: Severity;
  raisedAt: Date;
  reopenedAt: Date | null;
}

export function cursorOf({ id, state, severity, raisedAt, reopenedAt }: Ranked): string {
  const rank = RANKS[state === "resolved" ? "over" : severity];
  return `${rank}.${(reopenedAt ?? raisedAt).getTime()}.${id}`;
}

/** Null for a text that no page ended with. */
export function parseCursor(text: string): Position | null {
  const [, rank, raisedMs, id] = /^([0-3])\.(\d{1,15})\.(alrt_[0-9a-z]+)$/.exec(text) ?? [];
  return id === undefined ? null : { rank: Number(rank), raisedMs: Number(raisedMs), id };
}
