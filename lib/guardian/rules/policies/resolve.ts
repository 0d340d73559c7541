// From what a policy's text says to the intervention that it means for one subject.
import { Intervention, type PolicyAct } from "../../schema";
import { SUBJECT } from "../../schema/policies/acts";
import type { Belongings } from "./subject";

/** What stands in the way; said in words. */
export class Unresolved extends Error {
  override readonly name = "Unresolved";
}

const WORDS: Record<keyof Belongings, string> = {
  task: "no task",
  ticket: "no ticket",
  project: "no project",
  phase: "no phase",
  agent: "no agent",
  host: "no host",
};

/** Throws Unresolved where the subject has not what `subject` stands for, or what comes out is no intervention. */
export function resolveAct(act: PolicyAct, of: Belongings): Intervention {
  const parsed = Intervention.safeParse(toIntervention(act, of));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Unresolved(`${issue?.path.join(".") ?? ""}: ${issue?.message ?? "Is not an intervention."}`);
}

function toIntervention(act: PolicyAct, of: Belongings): Intervention {
  const { type } = act;
  switch (type) {
    case "cancel_task":
      return { type, taskId: pick("task", act.task, of), ...ifGiven("graceSeconds", act.grace) };
    case "override_priority":
      return { type, scope: overrideScope(act, of), priority: act.priority };
    case "reallocate": {
      const { agents, priority_below } = act.from;
      const from = { ...ifGiven("agentIds", agents), ...ifGiven("priorityBelow", priority_below) };
      const { min, max, prefer } = act.slots;
      const slots = { min, max, ...ifGiven("prefer", prefer) };
      return {
        type,
        from,
        to: reservationScope(act.to ?? { ticket: SUBJECT }, of),
        slots,
        preempt: act.preempt,
      };
    }
    case "pause":
      return { type, scope: holdScope(act.scope, of), release: act.release, attempts: act.attempts };
    case "quarantine_agent":
      return { type, agentId: pick("agent", act.agent, of), attempts: act.attempts };
    case "replace_agent":
      return {
        type,
        agentId: pick("agent", act.agent, of),
        ...(act.host === undefined ? {} : { hostId: pick("host", act.host, of) }),
        ...ifGiven("template", act.template),
      };
  }
}

type ActOf<T extends PolicyAct["type"]> = Extract<PolicyAct, { type: T }>;
type ScopeOf<T extends Intervention["type"]> = Extract<Intervention, { type: T; scope: unknown }>["scope"];
type ReservationScope = Extract<Intervention, { type: "reallocate" }>["to"];

function overrideScope(
  { task, ticket }: ActOf<"override_priority">,
  of: Belongings,
): ScopeOf<"override_priority"> {
  return task === undefined
    ? { kind: "ticket", ticketId: pick("ticket", ticket ?? SUBJECT, of) }
    : { kind: "task", taskId: pick("task", task, of) };
}

interface ScopeText {
  ticket?: string | undefined;
  phase?: string | undefined;
  project?: string | undefined;
}

/** What holds and reservations have alike; null where the text names something else. */
function commonScope({ ticket, phase, project }: ScopeText, of: Belongings) {
  const inProject = project === undefined ? {} : { projectId: pick("project", project, of) };
  if (ticket !== undefined) return { kind: "ticket" as const, ticketId: pick("ticket", ticket, of) };
  if (phase !== undefined) return { kind: "phase" as const, phase: pick("phase", phase, of), ...inProject };
  return null;
}

function reservationScope(to: NonNullable<ActOf<"reallocate">["to"]>, of: Belongings): ReservationScope {
  const common = commonScope(to, of);
  if (common) return common;
  const inProject = to.project === undefined ? {} : { projectId: pick("project", to.project, of) };
  if ("priority_at_least" in to && to.priority_at_least) {
    return { kind: "priority_at_least", priority: to.priority_at_least, ...inProject };
  }
  return { kind: "project", projectId: pick("project", to.project ?? SUBJECT, of) };
}

function holdScope(scope: ActOf<"pause">["scope"], of: Belongings): ScopeOf<"pause"> {
  if (scope === "all") return { kind: "all" };
  const common = commonScope(scope, of);
  if (common) return common;
  if ("agent" in scope && scope.agent) return { kind: "agent", agentId: pick("agent", scope.agent, of) };
  const inProject = scope.project === undefined ? {} : { projectId: pick("project", scope.project, of) };
  if ("priority_at_most" in scope && scope.priority_at_most) {
    return { kind: "priority_at_most", priority: scope.priority_at_most, ...inProject };
  }
  return { kind: "project", projectId: pick("project", scope.project ?? SUBJECT, of) };
}

function pick(part: keyof Belongings, given: string, of: Belongings): string {
  if (given !== SUBJECT) return given;
  const found = of[part];
  if (found === undefined) throw new Unresolved(`What it fired about has ${WORDS[part]}.`);
  return found;
}

function ifGiven<K extends string, V>(key: K, value: V | undefined): { [key in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [key in K]?: V });
}
