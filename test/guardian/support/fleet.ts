// A project with agents, tasks and a host, for what is done to all of them at once.
import type { Intervention } from "@/lib/guardian/schema";
import { RegisterHost } from "@/lib/work/schema";
import * as work from "@/lib/work/service";
import { anAgent, aProject, aTicket, unique } from "../../support/makers";
import { many } from "../../support/races";
import { createAll, take } from "../../work/support/acts";

export async function aFleet({ agents = 1, capacity = 3, tasks = 3, held = 1 } = {}) {
  const project = await aProject();
  const first = await anAgent({ project, capacity });
  const workers = [first, ...(await many(agents - 1, () => anAgent({ project, capacity, key: first.key })))];
  const input = RegisterHost.parse({ name: unique("host"), agentsMax: 8, templates: [{ name: "plain" }] });
  const { host } = await work.registerHost(first.key.actor, input);
  const ticket = await aTicket({ project });
  const made = await createAll(ticket, [
    { priority: "LOW" },
    ...Array.from({ length: tasks - 1 }, () => ({ priority: "LOW" })),
  ]);
  const attempts = held > 0 ? await take(first, held) : [];
  const isHeld = (id: string) => attempts.some(({ task }) => task.id === id);
  const waiting = made.filter(({ id }) => !isHeld(id)).map(({ id }) => id);
  return { project, ticket, host, workers, agentId: first.agent.id, waiting, taskId: waiting[0] ?? "" };
}
export type Fleet = Awaited<ReturnType<typeof aFleet>>;

/** One intervention of each kind, on this fleet. */
export const INTERVENTIONS: Record<Intervention["type"], (fleet: Fleet) => Intervention> = {
  cancel_task: ({ taskId }) => ({ type: "cancel_task", taskId }),
  override_priority: ({ taskId }) => ({
    ...{ type: "override_priority", scope: { kind: "task", taskId }, priority: "CRITICAL" },
  }),
  reallocate: ({ ticket }) => ({
    ...{ type: "reallocate", from: {}, to: { kind: "ticket", ticketId: ticket.id } },
    ...{ slots: { min: 1, max: 1 }, preempt: false },
  }),
  pause: ({ ticket }) => ({
    ...{
      type: "pause",
      scope: { kind: "ticket", ticketId: ticket.id },
      release: "at_once",
      attempts: "finish",
    },
  }),
  quarantine_agent: ({ agentId }) => ({ type: "quarantine_agent", agentId, attempts: "cancel" }),
  replace_agent: ({ agentId }) => ({ type: "replace_agent", agentId }),
};

/** The pause that also stops what runs. */
export const stopOf = ({ ticket }: Fleet): Intervention => ({
  ...{
    type: "pause",
    scope: { kind: "ticket", ticketId: ticket.id },
    release: "at_once",
    attempts: "cancel",
  },
});
