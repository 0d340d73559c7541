// Laying and ending overlays, in the queue and in its model alike.
import type { HoldScope, OverrideScope, ReservationScope } from "@/lib/work/schema";
import * as work from "@/lib/work/service";
import { ADMIN } from "../../support/makers";
import { change } from "../../support/sql";
import { endHold, hold, override, reserve } from "./acts";
import { type Overlay, PRIORITIES, type Scope } from "./queue-model";
import { back, type Outcome, type Step, type Taker, type Walk } from "./walk";
import { PHASES } from "./walk-tasks";

const priorityOf = ({ other }: Step) => PRIORITIES[other % 4] ?? "LOW";
const ticketOf = ({ tickets }: Walk, { other }: Step) => tickets[other % 2]?.id ?? "";

/** A scope as the model and as the API say it; `by` is how a priority is compared. */
export function scopeOf(
  walk: Walk,
  step: Step,
  by: "priority_at_most" | "priority_at_least",
): [Scope, object] {
  const [projectId, ticket, phase] = [walk.project.id, ticketOf(walk, step), PHASES[step.other % 2] ?? ""];
  const agent = back(walk.model.agents, step.at)?.id ?? "";
  const priority = priorityOf(step);
  const scopes: [Scope, object][] = [
    [
      { kind: "ticket", target: ticket },
      { kind: "ticket", ticketId: ticket },
    ],
    [
      { kind: "phase", target: phase },
      { kind: "phase", phase, projectId },
    ],
    [
      { kind: "priority", target: priority },
      { kind: by, priority, projectId },
    ],
    [
      { kind: "project", target: projectId },
      { kind: "project", projectId },
    ],
    [
      { kind: "agent", target: agent },
      { kind: "agent", agentId: agent },
    ],
  ];
  const [first] = scopes;
  return scopes[step.at % (by === "priority_at_most" ? 5 : 4)] ?? (first as [Scope, object]);
}

export const OVERLAY_ACTS = {
  hold: async (walk, step) => {
    const [scope, asked] = scopeOf(walk, step, "priority_at_most");
    walk.model.holds.push({ id: (await hold(asked as HoldScope)).id, scope });
    return "done";
  },
  override: async (walk, step) => {
    const task = walk.task(step);
    if (!task) return null;
    const ticketId = ticketOf(walk, step);
    const [scope, asked]: [Scope, OverrideScope] = step.flag
      ? [
          { kind: "task", target: task.id },
          { kind: "task", taskId: task.id },
        ]
      : [
          { kind: "ticket", target: ticketId },
          { kind: "ticket", ticketId },
        ];
    const priority = priorityOf(step);
    walk.model.overrides.push({ id: (await override(asked, priority)).id, scope, priority });
    return "done";
  },
  reserve: async (walk, step) => {
    const agent = walk.agent(step);
    if (!agent) return null;
    const [scope, asked] = scopeOf(walk, step, "priority_at_least");
    const slots = 1 + (step.other % 3);
    const may = agent.state !== "retired" && slots <= agent.capacity - walk.model.reservedOn(agent);
    return walk.expect(may, async () => {
      const { id } = await reserve({ agent }, slots, asked as ReservationScope);
      walk.model.reservations.push({ id, scope, agent, slots });
    });
  },
  endHold: (walk, { at }) => end(walk, back(walk.model.holds, at), endHold),
  endOverride: (walk, { at }) =>
    end(walk, back(walk.model.overrides, at), ({ id }) => work.endOverride(ADMIN, id, {})),
  endReservation: (walk, { at }) =>
    end(walk, back(walk.model.reservations, at), ({ id }) => work.endReservation(ADMIN, id, {})),
  expire: async (walk, { at }) => {
    const { holds, overrides, reservations } = walk.model;
    const outcome = await end(walk, back([...holds, ...overrides, ...reservations], at), async ({ id }) => {
      await change`UPDATE holds SET expires_at = now() WHERE id = ${id}`;
      await change`UPDATE priority_overrides SET expires_at = now() WHERE id = ${id}`;
      await change`UPDATE capacity_reservations SET expires_at = now() WHERE id = ${id}`;
    });
    return outcome && walk.tick();
  },
} satisfies Record<string, Taker>;

async function end(
  { model }: Walk,
  one: Overlay | undefined,
  act: (one: Overlay) => Promise<unknown>,
): Promise<Outcome> {
  if (!one) return null;
  await act(one);
  const others = <T extends Overlay>(list: T[]) => list.filter(({ id }) => id !== one.id);
  model.holds = others(model.holds);
  model.overrides = others(model.overrides);
  model.reservations = others(model.reservations);
  return "done";
}
