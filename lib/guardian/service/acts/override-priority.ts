import type { Tx } from "@/lib/platform/db/transact";
import { AppError } from "@/lib/platform/errors";
import type { OverrideScope, Priority } from "@/lib/work/schema";
import { getTargetTask, getTargetTicket, layOverride, resolveScope } from "@/lib/work/service";
import { type Act, NOTHING } from "./act";

export const overridePriority: Act<"override_priority"> = {
  async plan(tx, actor, { scope: asked, priority }) {
    const scope = await resolveScope(tx, actor, asked);
    const warnings = await readWarnings(tx, asked, priority);
    const entity = scope.target ?? "";
    return {
      entity,
      label: scope.label,
      projectId: scope.projectId,
      targets: [{ kind: asked.kind, id: entity, label: scope.label }],
      effects: [
        {
          kind: "priority_override",
          entity,
          label: `${scope.label} counts as ${priority.toLowerCase()} in the queue`,
        },
      ],
      impact: NOTHING,
      ends: [],
      warnings,
      isLasting: true,
    };
  },

  async carryOut(tx, { actor, owner, reason, seconds }, { scope, priority }, { effects }) {
    const refId = await layOverride(tx, actor, owner, { scope, priority, reason, expiresInSeconds: seconds });
    return effects.map(({ kind, entity, label }) => ({ kind, entity, label, refId, state: "live" }));
  },
};

/** Throws for what has ended, and where nothing would change. */
async function readWarnings(tx: Tx, scope: OverrideScope, priority: Priority): Promise<string[]> {
  if (scope.kind === "task") {
    const task = await getTargetTask(tx, scope.taskId);
    if (["completed", "failed", "cancelled"].includes(task.state)) {
      throw new AppError("invalid_state", `This task is ${task.state} already.`, {
        facts: { state: task.state },
      });
    }
    if (task.priority === priority) throw unchanged("This task", priority);
    const agent = task.agentName ?? "an agent";
    return task.state === "pending"
      ? []
      : [`${agent} works on it: the priority matters once it is back in the queue.`];
  }
  const ticket = await getTargetTicket(tx, scope.ticketId, priority);
  if (ticket.status !== "open") {
    throw new AppError("invalid_state", `This ticket is ${ticket.status} already.`, {
      facts: { state: ticket.status },
    });
  }
  if (ticket.open > 0 && ticket.open === ticket.alike) throw unchanged("All of this ticket", priority);
  return ticket.open === 0 ? ["The ticket has no unfinished task now; it counts for new ones."] : [];
}

function unchanged(what: string, priority: Priority): AppError {
  const detail = `${what} has the priority ${priority} already.`;
  return new AppError("invalid_state", detail, {
    facts: { priority },
    issues: [{ in: "body", pointer: "/priority", detail }],
  });
}
