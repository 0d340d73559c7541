// A call that the gateway or OTLP tells of is put down to the task, the attempt and the agent that it was of.
import { describe, expect, it } from "vitest";
import { attemptAt } from "@/lib/costs/rules";
import { recordMetered } from "@/lib/costs/service/metered";
import "../support/embedded";
import { aKey, anAgent, aProject, aTask, claimNext, claimOne } from "../support/makers";
import { aMeteredCall, listRecords } from "./support/sources";

describe("a metered call", () => {
  it("without task and agent is put down to the key's only agent, and is recorded once by its name", async () => {
    const project = await aProject();
    const { key, agent } = await anAgent({ project });
    const call = aMeteredCall(1, {});
    await recordMetered(key.actor, "gateway", [call, call]);
    await recordMetered(key.actor, "gateway", [call]);
    expect(await listRecords({ agent: agent.id })).toMatchObject([{ totalCost: "1", projectId: project.id }]);
    const other = aMeteredCall(2, { externalId: call.externalId });
    await expect(recordMetered(key.actor, "gateway", [other])).rejects.toMatchObject({ code: "conflict" });
  });

  it("that names nothing is put down to the one task that the agent had, and to none where it had two", async () => {
    const project = await aProject();
    const agent = await anAgent({ project, capacity: 2 });
    await aTask({ project });
    await aTask({ project });
    const first = await claimNext(agent);
    await recordMetered(agent.key.actor, "gateway", [aMeteredCall(1, {})]);
    expect(await listRecords({ task: first.task.id })).toMatchObject([
      {
        attemptId: first.ref.attemptId,
        agentId: agent.agent.id,
        ticketId: first.task.ticketId,
        totalCost: "1",
      },
    ]);
    await claimNext(agent);
    await recordMetered(agent.key.actor, "gateway", [
      aMeteredCall(2, {}),
      aMeteredCall(4, { projectId: project.id }),
    ]);
    const without = await listRecords({ project: project.id, task: "none" });
    expect(without.map(({ totalCost, agentId }) => [totalCost, agentId]).sort()).toEqual([
      ["2", agent.agent.id],
      ["4", agent.agent.id],
    ]);
  });

  it("is put down to no task that its key may not see", async () => {
    const project = await aProject();
    const key = await aKey({ scopes: ["work:run"] });
    const agent = await anAgent({ project, key });
    expect(agent.agent.projectId).toBeNull();
    await aTask({ project });
    // Of any project, since it works for all.
    const held = await claimNext(agent);
    const own = await aProject();
    const { actor } = await aKey({ scopes: ["costs:write"], project: own });
    await recordMetered(actor, "gateway", [aMeteredCall(1, { agentId: agent.agent.id })]);
    expect(await listRecords({ agent: agent.agent.id })).toMatchObject([{ taskId: null, projectId: own.id }]);
    await recordMetered(key.actor, "gateway", [aMeteredCall(2, {})]);
    const [known] = await listRecords({ task: held.task.id, agent: agent.agent.id });
    expect(known).toMatchObject({ attemptId: held.ref.attemptId, totalCost: "2" });
  });

  it("of a task is put down to the attempt of its time and to who had it then", async () => {
    const { task, agent, key, ref } = await claimOne();
    await recordMetered(key.actor, "gateway", [aMeteredCall(1, { taskId: task.id })]);
    expect(await listRecords({ task: task.id })).toMatchObject([
      { attemptId: ref.attemptId, agentId: agent.id },
    ]);
    const far = new Date(Date.now() - 3_600_000);
    await recordMetered(key.actor, "gateway", [aMeteredCall(2, { taskId: task.id, occurredAt: far })]);
    expect((await listRecords({ task: task.id }))[1]).toMatchObject({ attemptId: null, totalCost: "2" });
    const told = { taskId: task.id, occurredAt: new Date(far.getTime() + 1), attemptId: ref.attemptId };
    await recordMetered(key.actor, "gateway", [aMeteredCall(3, told)]);
    expect((await listRecords({ task: task.id }))[1]).toMatchObject({
      attemptId: ref.attemptId,
      totalCost: "3",
    });
  });

  it("keeps what it was served at and that it was estimated", async () => {
    const { task, key } = await claimOne();
    const about = { taskId: task.id, tier: "batch", isEstimated: true };
    await recordMetered(key.actor, "gateway", [aMeteredCall(1, about)]);
    expect(await listRecords({ task: task.id })).toMatchObject([
      { tier: "batch", isEstimated: true, totalCost: "0.5" },
    ]);
  });

  it("needs a right to record or to run, and what it names must be there", async () => {
    const reader = await aKey({ scopes: ["work:read"] });
    await expect(recordMetered(reader.actor, "otlp", [aMeteredCall(1, {})])).rejects.toMatchObject({
      code: "forbidden",
    });
    const { actor } = await aKey({ scopes: ["work:run"], project: await aProject() });
    const { task } = await claimOne();
    await expect(recordMetered(actor, "otlp", [aMeteredCall(1, { taskId: task.id })])).rejects.toMatchObject({
      code: "not_found",
    });
  });
});

describe("the attempt of an instant", () => {
  const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 0, minute));
  const stays = [
    { id: 1, claimedAt: at(10), endedAt: at(20) },
    { id: 2, claimedAt: at(20), endedAt: at(30) },
    { id: 3, claimedAt: at(60), endedAt: null },
  ];
  it.each([
    [4, undefined],
    [6, 1],
    [15, 1],
    [20, 2],
    [34, 2],
    [36, undefined],
    [57, 3],
    [999, 3],
  ])("minute %i belongs to %s", (minute, id) => {
    expect(attemptAt(stays, at(minute))?.id).toBe(id);
  });
});
