import { planReplacement, replaceAgent as replaceWithin } from "@/lib/work/service";
import type { NewEffect } from "../../store/effects";
import { type Act, NOTHING } from "./act";
import { toQuarantined, toRequeued } from "./planned";

/** How long a host may take to start the new agent. */
const START_SECONDS = 600;

export const replaceAgent: Act<"replace_agent"> = {
  async plan(tx, actor, { agentId, hostId, template: wanted }) {
    const found = await planReplacement(tx, actor, { agentId, hostId, template: wanted });
    const { agent, host, template, claims } = found;
    const label = `Agent ${agent.name}`;
    return {
      entity: agentId,
      label,
      projectId: agent.projectId,
      targets: [{ kind: "agent", id: agentId, label }],
      effects: [
        ...claims.map((claim) => toRequeued(claim, "is taken from it")),
        toQuarantined(agentId, label),
        {
          kind: "agent_started",
          entity: host.id,
          label: `${host.name} starts a new agent: ${template}`,
          template,
        },
      ],
      impact: { ...NOTHING, stops: claims.length },
      ends: claims.map(({ taskId }) => taskId),
      warnings: [],
      isLasting: true,
    };
  },

  async carryOut(tx, { actor, owner, reason, seconds }, { agentId }, { effects, label }) {
    const start = effects.find(({ kind }) => kind === "agent_started");
    if (!start?.template) throw new Error("A replacement's plan names no host.");
    const { request, released, hasQuarantined } = await replaceWithin(
      tx,
      actor,
      { agentId, hostId: start.entity, template: start.template },
      { reason, expiresInSeconds: Math.min(START_SECONDS, seconds), owner: owner.id },
    );
    const { kind, entity, label: words } = start;
    const before = "It got no tasks before: that is not this action's to end.";
    const quarantine = hasQuarantined
      ? { state: "live" as const }
      : { state: "already_gone" as const, detail: before };
    return [
      ...released.map((task): NewEffect => ({ ...toRequeued(task, "is taken from it"), state: "done" })),
      { ...toQuarantined(agentId, label), ...quarantine },
      { kind, entity, label: words, refId: request.id, state: "pending" },
    ];
  },
};
