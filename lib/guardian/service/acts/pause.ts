import type { Tx } from "@/lib/platform/db/transact";
import { AppError } from "@/lib/platform/errors";
import type { HoldScope } from "@/lib/work/schema";
import {
  countCovered,
  entityOf,
  getTargetAgent,
  getTargetTicket,
  isHeld,
  layHoldFor,
  listRunningIn,
  resolveScope,
  shutOutClaims,
} from "@/lib/work/service";
import type { Intervention, PlanTarget } from "../../schema";
import type { NewEffect } from "../../store/effects";
import { type Act, NOTHING, within } from "./act";
import { toStopped } from "./planned";

/** A pause that also stops what runs. */
export function isStop(intervention: Intervention): boolean {
  return intervention.type === "pause" && intervention.attempts === "cancel";
}

export const pause: Act<"pause"> = {
  async plan(tx, actor, { scope: asked, release, attempts }) {
    const scope = await resolveScope(tx, actor, asked);
    await requireOpen(tx, asked);
    const isAgent = asked.kind === "agent";
    const entity = entityOf(scope);
    const back = release === "staged" ? "; reverted, it comes back in stages" : "";
    const running = await listRunningIn(tx, scope);
    const stopped = attempts === "cancel" ? running : [];
    return {
      entity,
      label: scope.label,
      projectId: scope.projectId,
      targets: [{ kind: kindOf(asked), id: kindOf(asked) === "scope" ? null : entity, label: scope.label }],
      effects: [
        { kind: "hold", entity, label: `${scope.label}: nothing is claimed any more${back}` },
        ...stopped.map(toStopped),
      ],
      impact: { ...NOTHING, stops: stopped.length, holds: isAgent ? 0 : await countCovered(tx, scope) },
      ends: stopped.map(({ taskId }) => taskId),
      warnings: [
        attempts === "cancel"
          ? "Whatever else is claimed until then is stopped too."
          : `What runs goes on${running.length > 0 ? `: ${count(running.length)}` : ""}.`,
        ...((await isHeld(tx, scope)) ? ["Another hold stops exactly this already."] : []),
      ],
      isLasting: true,
    };
  },

  // What runs is told to stop in transactions of their own (stop-attempts.ts): this one shuts claims out, and with their
  // tasks locked as well it could wait for others in a circle.
  async carryOut(tx, { actor: by, owner, reason, seconds }, { scope, attempts }, { effects, projectId }) {
    const actor = within(by, { projectId });
    const stops = attempts === "cancel";
    if (stops) await shutOutClaims(tx);
    const refId = await layHoldFor(tx, actor, owner, { scope, reason, expiresInSeconds: seconds });
    const running = stops ? await listRunningIn(tx, await resolveScope(tx, actor, scope)) : [];
    const hold = effects.filter(({ kind }) => kind === "hold");
    return [
      ...running
        .map(toStopped)
        .map(({ attemptId, ...effect }): NewEffect => ({ ...effect, refId: attemptId, state: "pending" })),
      ...hold.map(({ kind, entity, label }): NewEffect => ({ kind, entity, label, refId, state: "live" })),
    ];
  },
};

const count = (tasks: number) => (tasks === 1 ? "1 task" : `${tasks} tasks`);

function kindOf({ kind }: HoldScope): PlanTarget["kind"] {
  return kind === "ticket" || kind === "agent" || kind === "project" ? kind : "scope";
}

async function requireOpen(tx: Tx, scope: HoldScope): Promise<void> {
  const state =
    scope.kind === "ticket"
      ? (await getTargetTicket(tx, scope.ticketId, "LOW")).status
      : scope.kind === "agent"
        ? (await getTargetAgent(tx, scope.agentId)).state
        : "open";
  if (state === "open" || (scope.kind === "agent" && state !== "retired")) return;
  throw new AppError("invalid_state", `This ${scope.kind} is ${state}; there is nothing to pause.`, {
    facts: { state },
  });
}
