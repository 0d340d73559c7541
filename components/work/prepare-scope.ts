// From a form's fields to the scope of an overlay, and from a scope to the page of what it is about.
import { HoldScope, OverrideScope, ReservationScope } from "@/lib/work/schema";
import { textOf } from "./prepare-form";

export type ScopeKind = HoldScope["kind"] | OverrideScope["kind"] | ReservationScope["kind"];

export const SCOPE_WORDS: Record<ScopeKind, string> = {
  all: "Everything",
  project: "A project",
  ticket: "A ticket",
  task: "A task",
  phase: "A phase",
  priority_at_most: "A priority and below",
  priority_at_least: "A priority and above",
  agent: "An agent",
};

export const HOLD_KINDS = ["all", "project", "ticket", "phase", "priority_at_most", "agent"] as const;
/** What may be held by hand; the rest is paused through the guardian. */
export const HAND_KINDS = ["ticket", "phase", "priority_at_most", "agent"] as const;
export const OVERRIDE_KINDS = ["task", "ticket"] as const;
export const RESERVATION_KINDS = ["project", "ticket", "phase", "priority_at_least"] as const;

/** What the fields say, without those of other kinds; the schema decides whether it is a scope. */
function fieldsOf(form: FormData): Record<string, string | undefined> {
  const kind = textOf(form, "kind") as ScopeKind;
  const field = (name: string) => textOf(form, name) || undefined;
  const projectId = field("projectId");
  switch (kind) {
    case "project":
      return { kind, projectId };
    case "ticket":
      return { kind, ticketId: field("ticketId") };
    case "task":
      return { kind, taskId: field("taskId") };
    case "agent":
      return { kind, agentId: field("agentId") };
    case "phase":
      return { kind, phase: field("phase"), projectId };
    case "priority_at_most":
    case "priority_at_least":
      return { kind, priority: field("scopePriority"), projectId };
    default:
      return { kind };
  }
}

/** Null while something is not chosen yet. */
export function holdScopeOf(form: FormData): HoldScope | null {
  return HoldScope.safeParse(fieldsOf(form)).data ?? null;
}

export function overrideScopeOf(form: FormData): OverrideScope | null {
  return OverrideScope.safeParse(fieldsOf(form)).data ?? null;
}

export function reservationScopeOf(form: FormData): ReservationScope | null {
  return ReservationScope.safeParse(fieldsOf(form)).data ?? null;
}

/** The id of the one thing that a scope is about; null for kinds that are about many. */
export function scopeEntity(scope: HoldScope | OverrideScope | ReservationScope): string | null {
  switch (scope.kind) {
    case "ticket":
      return scope.ticketId;
    case "task":
      return scope.taskId;
    case "agent":
      return scope.agentId;
    case "project":
      return scope.projectId;
    default:
      return null;
  }
}
