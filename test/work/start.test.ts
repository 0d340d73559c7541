import { expect, it } from "vitest";
import * as work from "@/lib/work/service";
import "../support/embedded";
import { ADMIN, claimOne } from "../support/makers";
import { change } from "../support/sql";

it("where another replica was there to hear, a start does not keep the dead alive", async () => {
  const { task, ref } = await claimOne();
  await claimOne();
  await change`UPDATE attempts SET lease_until = now() - interval '1 hour' WHERE id = ${ref.attemptId}`;
  await work.renewAfterStart();
  await work.expireLeases();
  expect((await work.getTask(ADMIN, task.id)).state).toBe("pending");
});

it("after a start, the silence of agents in quarantine counts from then, but not of those that were silent before", async () => {
  const [heard, dead] = [await claimOne(), await claimOne()];
  for (const { agent } of [heard, dead]) await work.quarantineAgent(ADMIN, agent.id, { reason: "odd" });
  await change`UPDATE agents SET last_heartbeat_at = now() - interval '1 hour'`;
  await change`UPDATE agents SET last_heartbeat_at = now() - interval '2 hours' WHERE id = ${dead.agent.id}`;
  await work.renewAfterStart();
  expect((await work.getAgent(ADMIN, heard.agent.id)).isSilent).toBe(false);
  expect((await work.getAgent(ADMIN, dead.agent.id)).isSilent).toBe(true);
});

it("after a start, agents and attempts that nobody could hear are not lost, but get one lease to be heard of", async () => {
  const { agent, task, ref } = await claimOne();
  await change`UPDATE attempts SET lease_until = now() - interval '1 hour' WHERE id = ${ref.attemptId}`;
  await change`UPDATE agents SET last_heartbeat_at = now() - interval '1 hour'`;
  await work.renewAfterStart();
  await work.reviewAgents();
  await work.expireLeases();
  expect((await work.getTask(ADMIN, task.id)).state).toBe("claimed");
  expect((await work.getAgent(ADMIN, agent.id)).status).toBe("running");
});
