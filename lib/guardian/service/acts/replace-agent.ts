import { planReplacement, replaceAgent as replaceWithin } from "@/lib/work/service";
import type { NewEffect } from "../../store/effects";
import { type Act, NOTHING } from "./act";

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
        ...claims.map(({ taskId, title }) => ({
          kind: "task_requeued" as const,
          entity: taskId,
          label: `Task “${title}” is taken from it and goes back to the queue`,
        })),
        { kind: "agent_quarantined", entity: agentId, label: `${label} gets no tasks` },
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
    const requeued = released.map(
      ({ taskId, title }): NewEffect => ({
        kind: "task_requeued",
        entity: taskId,
        label: `Task “${title}” is taken from it and goes back to the queue`,
        state: "done",
      }),
    );
    const { kind, entity, label: words } = start;
    const before = "It got no tasks before: that is not this action's to end.";
    const quarantine = hasQuarantined
      ? { state: "live" as const }
      : { state: "already_gone" as const, detail: before };
    return [
      ...requeued,
      { kind: "agent_quarantined", entity: agentId, label: `${label} gets no tasks`, ...quarantine },
      { kind, entity, label: words, refId: request.id, state: "pending" },
    ];
  },
};
