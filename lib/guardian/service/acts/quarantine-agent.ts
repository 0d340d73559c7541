import { AppError } from "@/lib/platform/errors";
import {
  getTargetAgent,
  listHeldBy,
  preemptLatecomers,
  preemptWithin,
  resolveScope,
  setQuarantine,
} from "@/lib/work/service";
import type { NewEffect } from "../../store/effects";
import { type Act, NOTHING } from "./act";
import { toDone, toQuarantined, toStopped } from "./planned";

export const quarantineAgent: Act<"quarantine_agent"> = {
  async plan(tx, actor, { agentId, attempts }) {
    const scope = await resolveScope(tx, actor, { kind: "agent", agentId });
    const { state, load } = await getTargetAgent(tx, agentId);
    if (state !== "active" && state !== "lost") {
      throw new AppError("invalid_state", `This agent is ${state} and cannot be quarantined.`, {
        facts: { state },
      });
    }
    const stopped = attempts === "cancel" ? await listHeldBy(tx, agentId) : [];
    return {
      entity: agentId,
      label: scope.label,
      projectId: scope.projectId,
      targets: [{ kind: "agent", id: agentId, label: scope.label }],
      effects: [...stopped.map(toStopped), toQuarantined(agentId, scope.label)],
      impact: { ...NOTHING, stops: stopped.length },
      ends: stopped.map(({ taskId }) => taskId),
      warnings: attempts === "finish" && load > 0 ? [`It may finish what it does now: ${count(load)}.`] : [],
      isLasting: true,
    };
  },

  async carryOut(tx, { actor, owner, reason }, { agentId, attempts }, { effects }) {
    // Tasks before the agent, as everybody locks them. What it claimed since the plan was made gives way as well.
    const now = attempts === "cancel" ? await listHeldBy(tx, agentId) : [];
    const stopped = new Set(await preemptWithin(tx, actor, now, { reason }));
    if (!(await setQuarantine(tx, actor, agentId, reason, owner.id))) {
      throw new AppError("invalid_state", "This agent is quarantined already.", {
        facts: { state: "quarantined" },
      });
    }
    const late = attempts === "cancel" ? await preemptLatecomers(tx, actor, agentId, reason) : [];
    const quarantine = effects.filter(({ kind }) => kind === "agent_quarantined");
    return [
      ...[...now.filter(({ taskId }) => stopped.has(taskId)), ...late].map((one) => toDone(toStopped(one))),
      ...quarantine.map(({ kind, entity, label }): NewEffect => ({ kind, entity, label, state: "live" })),
    ];
  },
};

const count = (tasks: number) => (tasks === 1 ? "1 task" : `${tasks} tasks`);
