// What befalls agents, and what time brings, in the queue and in its model alike.
import { RegisterAgent } from "@/lib/work/schema";
import * as work from "@/lib/work/service";
import { ADMIN } from "../../support/makers";
import { change } from "../../support/sql";
import type { ModelAgent, ModelAttempt, ModelTask } from "./queue-model";
import type { Outcome, Taker, Walk } from "./walk";

/** For one of the agents. */
const onAgent =
  (act: (walk: Walk, agent: ModelAgent) => Promise<Outcome>): Taker =>
  async (walk, step) => {
    const agent = walk.agent(step);
    return agent ? act(walk, agent) : null;
  };

export const FLEET_ACTS = {
  drain: onAgent(async (walk, agent) => {
    if (agent.state !== "retired") agent.state = "draining";
    return walk.expect(true, () => work.drainAgent(ADMIN, agent.id));
  }),
  leave: onAgent(async (walk, agent) => {
    if (agent.state === "quarantined") agent.aside = true;
    if (agent.state !== "retired") agent.state = "draining";
    return walk.expect(true, () => work.drainAgent(walk.key.actor, agent.id));
  }),
  quarantine: onAgent(async (walk, agent) => {
    const may = agent.state === "active" || agent.state === "lost";
    if (may) agent.state = "quarantined";
    return walk.expect(may, () => work.quarantineAgent(ADMIN, agent.id, { reason: "r" }));
  }),
  reinstate: onAgent(async (walk, agent) => {
    const may = agent.state === "quarantined";
    if (may) agent.state = "active";
    return walk.expect(may, () => work.reinstateAgent(ADMIN, agent.id));
  }),
  register: onAgent(async (walk, agent) => {
    agent.silent = false;
    if (agent.state !== "quarantined") agent.state = agent.aside ? "quarantined" : "active";
    agent.aside = false;
    const { skills: capabilities, phases: phaseAffinity, capacity } = agent;
    const name = `a${walk.model.agents.indexOf(agent)}`;
    const input = RegisterAgent.parse({ name, capabilities, phaseAffinity, capacity });
    return walk.expect(true, () => work.registerAgent(walk.key.actor, input));
  }),
  lose: onAgent(async (_, agent) => {
    agent.silent = true;
    await change`UPDATE agents SET last_heartbeat_at = now() - interval '1 day' WHERE id = ${agent.id}`;
    return "done";
  }),
} satisfies Record<string, Taker>;

const onAttempt =
  (act: (attempt: ModelAttempt) => Promise<unknown>): Taker =>
  async (walk, step) => {
    const one = walk.attempt(step);
    if (one) await act(one.attempt);
    return one ? "done" : null;
  };
const onTask =
  (act: (task: ModelTask) => Promise<unknown>): Taker =>
  async (walk, step) => {
    const task = walk.task(step);
    if (task) await act(task);
    return task ? "done" : null;
  };

/** Time passes for one thing, by moving its instants; `tick` then has the clock see it. */
export const TIME_ACTS = {
  tick: (walk) => walk.tick(),
  lease: onAttempt((attempt) => {
    attempt.leaseOver = true;
    return change`UPDATE attempts SET lease_until = now() - interval '1 second' WHERE id = ${attempt.id}`;
  }),
  timeout: onAttempt((attempt) => {
    attempt.timeoutOver = true;
    return change`
      UPDATE attempts SET claimed_at = now() - interval '1 day', started_at = now() - interval '1 day'
      WHERE id = ${attempt.id}`;
  }),
  deadline: onTask((task) => {
    task.deadlineOver = true;
    return change`UPDATE tasks SET deadline = now() - interval '1 second' WHERE id = ${task.id}`;
  }),
  grace: async ({ model, project }) => {
    for (const task of model.tasks) task.graceOver = task.stop !== null;
    await change`UPDATE tasks SET cancel_deadline = now() - interval '1 second' WHERE project_id = ${project.id}`;
    return "done";
  },
  backoff: async (walk) => {
    await walk.endBackoffs();
    return "done";
  },
} satisfies Record<string, Taker>;
