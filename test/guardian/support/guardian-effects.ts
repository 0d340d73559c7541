// What an intervention does, said once more: what it lays over the model, and what of that is its own.
import { expect } from "vitest";
import type { GuardianAction } from "@/lib/guardian/schema";
import { rows } from "../../support/sql";
import type { GuardianWorld, ModelAction, ModelEffect } from "./guardian-world";

type Effect = GuardianAction["effects"][number];

/** Tells the model what was done. Which agents give slots, and which host starts an agent, is the product's to choose. */
export async function carryOut(
  world: GuardianWorld,
  action: ModelAction,
  { effects }: GuardianAction,
): Promise<void> {
  const { intervention, scope } = action;
  if (intervention.type === "pause" && scope) {
    const running = intervention.attempts === "cancel" ? world.model.runningIn(scope) : [];
    const told = effects.flatMap(({ kind, entity }) => (kind === "task_requeued" ? [entity] : []));
    expect(told.sort()).toEqual(running.map(({ id }) => id).sort());
  }
  for (const effect of effects) {
    // Somebody else had done it before: it is not this action's.
    if (effect.state === "already_gone") continue;
    const done = await tell(world, action, effect);
    if (done) action.effects.push(done);
  }
}

async function tell(world: GuardianWorld, action: ModelAction, effect: Effect): Promise<ModelEffect | null> {
  const { model } = world;
  const { kind, entity } = effect;
  const { intervention } = action;
  const id = effect.refId ?? "";
  const scope = () => action.scope ?? never();
  const task = () => model.tasks.find((one) => one.id === entity) ?? never();
  const agent = (of: string) => model.agents.find((one) => one.id === of) ?? never();
  switch (kind) {
    case "hold":
      model.holds.push({ id, scope: scope() });
      return { kind, id };
    case "priority_override": {
      const priority = intervention.type === "override_priority" ? intervention.priority : never();
      model.overrides.push({ id, scope: scope(), priority });
      return { kind, id };
    }
    case "capacity_reservation": {
      const [row] = await rows<{ slots: number }>`SELECT slots FROM capacity_reservations WHERE id = ${id}`;
      const slots = row?.slots ?? never();
      expect(model.reservedOn(agent(entity)) + slots).toBeLessThanOrEqual(agent(entity).capacity);
      model.reservations.push({ id, scope: scope(), agent: agent(entity), slots });
      return { kind, id };
    }
    case "agent_started": {
      const old = agent(intervention.type === "replace_agent" ? intervention.agentId : never());
      model.handOver(old);
      const request = { id, old, state: "open" as const, fresh: null, isLetGo: false };
      world.requests.push(request);
      return { kind, request };
    }
    case "agent_quarantined":
      agent(entity).state = "quarantined";
      world.quarantines.set(agent(entity), action);
      return { kind, agent: agent(entity) };
    case "task_cancelled":
      model.end(task(), "cancelled");
      return { kind, task: task() };
    case "task_stopped":
      Object.assign(task(), { stop: "cancel", graceOver: false });
      return { kind, task: task() };
    case "task_requeued":
      // Of an agent that is replaced it is taken at once.
      if (intervention.type !== "replace_agent") {
        Object.assign(task(), { stop: "preempt", graceOver: false });
      }
      return null;
  }
}

function never(): never {
  throw new Error("The product named something that the model does not know.");
}
