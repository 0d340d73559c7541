// One agent in the place of another, with a host and runners that are real processes.
import { join } from "node:path";
import { expect, test } from "vitest";
import { transact } from "@/lib/platform/db/transact";
import * as work from "@/lib/work/service";
import "../support/embedded";
import { aRealRoom } from "../cli/support/real-room";
import { ADMIN, aTask } from "../support/makers";
import { change, rows } from "../support/sql";
import {
  aHostWorld,
  eventuallyAsync,
  go,
  type HostWorld,
  hostOf,
  pidOf,
  requestOf,
  started,
  startHost,
  UNTIL_GO,
} from "./support/hosts";
import { eventually, isRunning, pidsIn } from "./support/running";

const room = aRealRoom();
const templates = [{ capabilities: ["typescript"], capacity: 2 }];
const REASON = { reason: "It is stuck.", expiresInSeconds: 60 };

const replace = (agentId: string) =>
  transact("test.replace", async (tx) => {
    const { host, template } = await work.planReplacement(tx, ADMIN, { agentId });
    return work.replaceAgent(tx, ADMIN, { agentId, hostId: host.id, template }, REASON);
  });
const retire = (requestId: string) =>
  transact("test.retire", (tx) => work.retireReplacement(tx, ADMIN, requestId, "Enough."));
const broughtBy = (world: HostWorld, request: { id: string }) =>
  eventuallyAsync(async () => {
    const { status, agentId } = await requestOf(world, request);
    return status === "done" && agentId ? agentId : null;
  });
const claimedBy = (taskId: string, agentId: string) =>
  eventuallyAsync(async () => {
    const task = await work.getTask(ADMIN, taskId);
    return task.state === "running" && task.agentId === agentId ? task : null;
  });

test("a host starts it with the same capabilities, what the old one did goes on there, and counts once", async () => {
  const world = await aHostWorld();
  const command: [string, ...string[]] = ["sh", "-c", `echo $$ >> pids; ${UNTIL_GO}`];
  await startHost(room.url, world, { templates: [{ ...templates[0], command }] });
  const old = await started(world);
  const task = await aTask({ project: world.project, requiredCapabilities: ["typescript"], maxAttempts: 1 });
  await claimedBy(task.id, old.agentId);
  const [stopped = 0] = await eventually(() => pidsIn(join(world.dir, "pids"), 1));
  const { request, released } = await replace(old.agentId);
  expect(released.map(({ taskId }) => taskId)).toEqual([task.id]);
  const fresh = await broughtBy(world, request);
  expect(fresh).not.toBe(old.agentId);
  const was = await work.getAgent(ADMIN, old.agentId);
  expect(was.status).toBe("quarantined");
  expect(await work.getAgent(ADMIN, fresh)).toMatchObject({
    capabilities: was.capabilities,
    capacity: was.capacity,
    projectId: was.projectId,
  });
  await claimedBy(task.id, fresh);
  await eventually(() => !isRunning(stopped));
  go(world);
  const done = await eventuallyAsync(async () => {
    const now = await work.getTask(ADMIN, task.id);
    return now.state === "completed" ? now : null;
  });
  expect(done.attempts.map(({ outcome, agentId }) => [outcome, agentId])).toEqual([
    ["completed", fresh],
    ["lost", old.agentId],
  ]);
  // Its runner lives on, and can be put to work again.
  expect(isRunning(old.pid)).toBe(true);
  expect((await hostOf(world)).load).toBe(2);
});

test("ended while it works it finishes that, takes no more, and its process ends", async () => {
  const world = await aHostWorld();
  await startHost(room.url, world, { templates });
  const old = await started(world);
  const { request } = await replace(old.agentId);
  const fresh = await broughtBy(world, request);
  const task = await aTask({ project: world.project, requiredCapabilities: ["typescript"] });
  await claimedBy(task.id, fresh);
  const pid = pidOf(world, request);
  expect(await retire(request.id)).toBe("draining");
  const later = await aTask({ project: world.project, requiredCapabilities: ["typescript"] });
  await transact("test.lift", (tx) => work.liftQuarantine(tx, ADMIN, old.agentId));
  await claimedBy(later.id, old.agentId);
  expect(isRunning(pid)).toBe(true);
  expect((await work.getTask(ADMIN, task.id)).state).toBe("running");
  go(world);
  await eventually(() => !isRunning(pid));
  expect((await work.getTask(ADMIN, task.id)).state).toBe("completed");
  await eventuallyAsync(async () => ((await requestOf(world, request)).endedAt ? true : null));
  expect((await work.getAgent(ADMIN, fresh)).status).toMatch(/draining|retired/);
  expect((await hostOf(world)).load).toBe(1);
});

test("ended while its host starts it leaves no process, and the place is free again", async () => {
  const world = await aHostWorld();
  const { lines } = await startHost(room.url, world, { templates });
  const old = await started(world);
  const { request } = await replace(old.agentId);
  await eventually(() => lines.filter((line) => line.includes(" starting ")).length === 2);
  expect(["cancelled", "draining"]).toContain(await retire(request.id));
  await eventually(() => lines.some((line) => line.includes(" ended ")));
  expect(pidOf(world, request)).toBe(0);
  await eventuallyAsync(async () => ((await hostOf(world)).load === 1 ? true : null));
});

test("is refused by a host that has no place, and one that starts nothing is told with whom it was to replace", async () => {
  const world = await aHostWorld();
  await startHost(room.url, world, { templates, agentsMax: 1 });
  const old = await started(world);
  await expect(replace(old.agentId)).rejects.toThrow("box is full: 1 of 1 agents run or are being started");
  expect((await work.getAgent(ADMIN, old.agentId)).status).toBe("idle");
  // What the control room believes is not what the host allows.
  await change`UPDATE runner_hosts SET agents_max = 9 WHERE project_id = ${world.project.id}`;
  const { request } = await replace(old.agentId);
  await eventuallyAsync(async () => ((await requestOf(world, request)).status === "failed" ? true : null));
  const [failed] = await rows<{ payload: object }>`
    SELECT payload FROM events WHERE entity = ${request.hostId} AND type = 'host.start_failed'`;
  expect(failed?.payload).toMatchObject({ requestId: request.id, replaces: old.agentId });
});
