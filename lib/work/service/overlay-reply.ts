import type { HoldScope, OverrideScope, ReservationScope } from "../schema";
import type { OverlayRow } from "../store/overlays";

/** The part of a reply that every overlay has. */
export function toOverlay(row: OverlayRow) {
  return {
    id: row.id,
    projectId: row.projectId,
    scopeLabel: row.scopeLabel,
    reason: row.reason,
    owner: row.owner,
    ownerName: row.ownerName,
    placedAt: row.placedAt.toISOString(),
    expiresAt: row.expiresAt?.toISOString() ?? null,
    endedAt: row.endedAt?.toISOString() ?? null,
    endedBy: row.endedBy,
  };
}

/** The scope as it was asked for. */
export function toScope(
  row: Pick<OverlayRow, "scopeKind" | "scopeTarget" | "projectId">,
): HoldScope | OverrideScope | ReservationScope {
  const target = row.scopeTarget ?? "";
  const project = row.projectId ? { projectId: row.projectId } : {};
  switch (row.scopeKind) {
    case "task":
      return { kind: "task", taskId: target };
    case "ticket":
      return { kind: "ticket", ticketId: target };
    case "agent":
      return { kind: "agent", agentId: target };
    case "project":
      return { kind: "project", projectId: row.projectId ?? "" };
    case "phase":
      return { kind: "phase", phase: target, ...project };
    case "priority_at_most":
    case "priority_at_least":
      return { kind: row.scopeKind, priority: target, ...project } as HoldScope | ReservationScope;
    default:
      return row.projectId ? { kind: "project", projectId: row.projectId } : { kind: "all" };
  }
}
