// Holds, priority overrides and capacity reservations in words.
import type { CapacityReservation, Hold, PriorityOverride, TaskSummary } from "@/lib/work/schema";
import { formatDuration } from "../ui/time-format";

/** A budget's hold is ended by raising its limit or deleting it, and not by hand. */
export function isOfBudget({ owner }: Pick<Hold, "owner">): boolean {
  return owner.startsWith("bud_");
}

/** How long an overlay lasts, as people choose it; null: until somebody ends it. */
export const EXPIRIES = [
  { label: "15 minutes", seconds: 15 * 60 },
  { label: "1 hour", seconds: 3600 },
  { label: "8 hours", seconds: 8 * 3600 },
  { label: "1 day", seconds: 24 * 3600 },
  { label: "7 days", seconds: 7 * 24 * 3600 },
  { label: "Until somebody ends it", seconds: null },
] as const;

/** `14m 05s left`, for a reader of the screen; whole minutes from an hour on, since seconds then only flicker. */
export function timeLeft(expiresAt: string, nowMs: number): string {
  const seconds = Math.ceil((Date.parse(expiresAt) - nowMs) / 1000);
  if (seconds <= 0) return "ending now";
  return seconds < 60 ? `${seconds} s left` : `${formatDuration(seconds * 1000)} left`;
}

/** What a hold stops at this moment: `12 tasks held`, `10,000 or more tasks held`. */
export function heldWords({ scope, heldTasks: held }: Pick<Hold, "scope" | "heldTasks">): string {
  if (held === null) return "Nothing any more";
  if (scope.kind === "agent") return "All its claims";
  if (held >= 10_000) return "10,000 or more tasks held";
  return held === 1 ? "1 task held" : `${held.toLocaleString("en")} tasks held`;
}

export function overridesOf(
  task: Pick<TaskSummary, "id" | "ticketId">,
  overrides: PriorityOverride[],
): PriorityOverride[] {
  return overrides.filter(({ scope }) =>
    scope.kind === "task" ? scope.taskId === task.id : scope.ticketId === task.ticketId,
  );
}

/** Holds laid on this ticket and no wider: those that its page may lay and end. */
export function holdsOnTicket(ticketId: string, holds: Hold[]): Hold[] {
  return holds.filter(({ scope }) => scope.kind === "ticket" && scope.ticketId === ticketId);
}

export function holdsOnAgent(agentId: string, holds: Hold[]): Hold[] {
  return holds.filter(({ scope }) => scope.kind === "agent" && scope.agentId === agentId);
}

export function reservationsOf(agentId: string, all: CapacityReservation[]): CapacityReservation[] {
  return all.filter((reservation) => reservation.agentId === agentId);
}
