// From a form's fields to an intervention; null while something is not chosen yet.
import { textOf } from "@/components/work/prepare-form";
import { holdScopeOf, overrideScopeOf, reservationScopeOf } from "@/components/work/prepare-scope";
import { type ActionType, Intervention } from "@/lib/guardian/schema";

/** What the page is about; without it the form asks. */
export interface InterveneTarget {
  kind: "task" | "ticket" | "agent";
  id: string;
  title: string;
}

/** What the form begins with. `stop`: nothing is claimed, and what runs stops; `pause`: what runs goes on. */
export type Preset = "stop" | "pause";

const TYPES_OF: Record<InterveneTarget["kind"] | "any", readonly ActionType[]> = {
  task: ["cancel_task", "override_priority"],
  ticket: ["pause", "override_priority", "reallocate"],
  agent: ["quarantine_agent", "replace_agent", "pause"],
  any: ["pause", "reallocate", "override_priority"],
};

/** What can be done with it. */
export function typesOf(target: InterveneTarget | undefined): readonly ActionType[] {
  return TYPES_OF[target?.kind ?? "any"];
}

export function interventionOf(form: FormData, target: InterveneTarget | undefined): Intervention | null {
  const type = textOf(form, "type") || typesOf(target)[0];
  return Intervention.safeParse({ type, ...fieldsOf(type as ActionType, form, target) }).data ?? null;
}

function fieldsOf(type: ActionType, form: FormData, target: InterveneTarget | undefined): object {
  const field = (name: string) => textOf(form, name) || undefined;
  const priority = field("priority");
  switch (type) {
    case "cancel_task":
      return { taskId: target?.id };
    case "override_priority":
      return { scope: targetScope(target) ?? overrideScopeOf(form), priority };
    case "pause":
      return {
        scope: targetScope(target) ?? holdScopeOf(form),
        release: form.has("staged") ? "staged" : "at_once",
        attempts: field("attempts") ?? "finish",
      };
    case "reallocate":
      return {
        to: targetScope(target) ?? reservationScopeOf(form),
        slots: { max: Number(field("slots") ?? 1) },
        preempt: form.has("preempt"),
      };
    case "quarantine_agent":
      return { agentId: target?.id, attempts: form.has("cancelAttempts") ? "cancel" : "finish" };
    default:
      return { agentId: target?.id };
  }
}

function targetScope(target: InterveneTarget | undefined) {
  if (!target) return null;
  const { kind, id } = target;
  return kind === "task"
    ? { kind, taskId: id }
    : kind === "ticket"
      ? { kind, ticketId: id }
      : { kind, agentId: id };
}
