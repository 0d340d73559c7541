import type { Tx } from "@/lib/platform/db/transact";
import { AppError } from "@/lib/platform/errors";
import type { HoldScope } from "@/lib/work/schema";
import { layHoldFor, resolveScope } from "@/lib/work/service";
import type { PlanTarget } from "../../schema";
import { countCovered, getAgentFacts, getTicketFacts, isHeld } from "../../store/facts";
import { type Act, NOTHING } from "./act";

export const pause: Act<"pause"> = {
  async plan(tx, actor, { scope: asked, release }) {
    const scope = await resolveScope(tx, actor, asked);
    await requireOpen(tx, asked);
    const isAgent = asked.kind === "agent";
    const entity = scope.target?.includes("_") ? scope.target : (scope.projectId ?? "all");
    const back = release === "staged" ? "; taken back, it comes back in stages" : "";
    return {
      entity:
        asked.kind === "phase" ? asked.phase : asked.kind === "priority_at_most" ? asked.priority : entity,
      label: scope.label,
      projectId: scope.projectId,
      targets: [{ kind: kindOf(asked), id: kindOf(asked) === "scope" ? null : entity, label: scope.label }],
      effects: [{ kind: "hold", entity, label: `${scope.label}: nothing is claimed any more${back}` }],
      impact: { ...NOTHING, holds: isAgent ? 0 : await countCovered(tx, scope) },
      ends: [],
      warnings: [
        "What runs goes on.",
        ...((await isHeld(tx, scope)) ? ["Another hold stops exactly this already."] : []),
      ],
      isLasting: true,
    };
  },

  async carryOut(tx, { actor, owner, reason, seconds }, { scope }, { effects }) {
    const refId = await layHoldFor(tx, actor, owner, { scope, reason, expiresInSeconds: seconds });
    return effects.map(({ kind, entity, label }) => ({ kind, entity, label, refId, state: "live" }));
  },
};

function kindOf({ kind }: HoldScope): PlanTarget["kind"] {
  return kind === "ticket" || kind === "agent" || kind === "project" ? kind : "scope";
}

async function requireOpen(tx: Tx, scope: HoldScope): Promise<void> {
  const state =
    scope.kind === "ticket"
      ? (await getTicketFacts(tx, scope.ticketId, "LOW")).status
      : scope.kind === "agent"
        ? (await getAgentFacts(tx, scope.agentId)).state
        : "open";
  if (state === "open" || (scope.kind === "agent" && state !== "retired")) return;
  throw new AppError("invalid_state", `This ${scope.kind} is ${state}; there is nothing to pause.`, {
    facts: { state },
  });
}
