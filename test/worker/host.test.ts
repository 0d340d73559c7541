import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import * as work from "@/lib/work/service";
import { RESTARTS_MAX } from "@/lib/worker/host/host-agent";
import "../support/embedded";
import { aRealRoom } from "../cli/support/real-room";
import { ADMIN, aTask } from "../support/makers";
import { change, eventsOf } from "../support/sql";
import {
  aHostWorld,
  ask,
  eventuallyAsync,
  go,
  hostOf,
  pidOf,
  requestOf,
  started,
  startHost,
  startOf,
  UNTIL_GO,
} from "./support/hosts";
import { bundledCli, eventually, isRunning, startCli } from "./support/running";

const room = aRealRoom();
const stateOf = async (task: { id: string }) => (await work.getTask(ADMIN, task.id)).state;
const taskIn = (id: string, state: string) =>
  eventuallyAsync(async () => ((await stateOf({ id })) === state ? true : null));
const ended = (world: Parameters<typeof requestOf>[0], request: { id: string }) =>
  eventuallyAsync(async () => {
    const now = await requestOf(world, request);
    return now.endedAt ? now : null;
  });

describe("a host", () => {
  test("starts an agent when asked, which works until it is drained, and says so", async () => {
    const world = await aHostWorld();
    await startHost(room.url, world, { templates: [{ capabilities: ["typescript"], capacity: 2 }] });
    const { request, agentId, pid } = await started(world);
    expect(await work.getAgent(ADMIN, agentId)).toMatchObject({
      name: request.agentName,
      capabilities: ["typescript"],
      capacity: 2,
      status: "idle",
      projectId: world.project.id,
    });
    const task = await aTask({ project: world.project, requiredCapabilities: ["typescript"] });
    await taskIn(task.id, "running");
    await work.drainAgent(ADMIN, agentId);
    go(world);
    await taskIn(task.id, "completed");
    expect(await ended(world, request)).toMatchObject({ status: "done", agentId });
    expect(isRunning(pid)).toBe(false);
    expect((await hostOf(world)).load).toBe(0);
    expect(await eventsOf((await hostOf(world)).id)).toEqual([
      "host.registered",
      "host.start_requested",
      "host.start_accepted",
      "host.started",
      "host.agent_ended",
    ]);
  });

  test("gives its runners the key by the environment, never on their command line, nor what it runs", async () => {
    const world = await aHostWorld();
    const command: [string, string, string] = ["sh", "-c", "env > seen; echo ok"];
    await startHost(room.url, world, { templates: [{ command, env: { DEPTH: "2" } }] });
    const { pid } = await started(world);
    const { words, environment } = startOf(pid);
    expect(words).not.toContain(world.key.secret);
    expect(environment).toContain(`OMOI_KEY=${world.key.secret}`);
    const task = await aTask({ project: world.project });
    await taskIn(task.id, "completed");
    const seen = readFileSync(join(world.dir, "seen"), "utf8");
    expect(seen).toContain("DEPTH=2\n");
    expect(seen).not.toContain(world.key.secret);
  });

  test("starts a runner that was killed again, as the same agent, which gives its task back", async () => {
    const world = await aHostWorld();
    await startHost(room.url, world);
    const { request, agentId, pid } = await started(world);
    const task = await aTask({ project: world.project });
    await taskIn(task.id, "running");
    process.kill(pid, "SIGKILL");
    const next = await eventually(() => {
      const now = pidOf(world, request);
      return now !== 0 && now !== pid ? now : null;
    });
    go(world);
    await taskIn(task.id, "completed");
    const { attempts } = await work.getTask(ADMIN, task.id);
    expect(attempts.map(({ outcome, agentId: by }) => [outcome, by])).toEqual([
      ["completed", agentId],
      ["failed", agentId],
    ]);
    expect(isRunning(next)).toBe(true);
    expect(await requestOf(world, request)).toMatchObject({ status: "done", endedAt: null });
  });

  test("gives a runner up that is killed again and again, and reports it with its agent drained", async () => {
    const world = await aHostWorld();
    const { lines } = await startHost(room.url, world);
    const { request, agentId } = await started(world);
    let last = 0;
    for (let kills = 0; kills <= RESTARTS_MAX; kills++) {
      last = await eventually(() => {
        const now = pidOf(world, request);
        return now !== 0 && now !== last ? now : null;
      });
      process.kill(last, "SIGKILL");
    }
    const failed = await ended(world, request);
    expect(failed).toMatchObject({ status: "failed", agentId });
    expect(failed.detail).toMatch(`Its runner ended ${RESTARTS_MAX + 1} times in a row: `);
    expect(lines.filter((line) => line.includes(" crashed "))).toHaveLength(RESTARTS_MAX);
    expect(pidOf(world, request)).toBe(0);
    await eventuallyAsync(async () =>
      (await work.getAgent(ADMIN, agentId)).status === "draining" ? true : null,
    );
  });

  test("reports what only a person can mend at once, and hands back what the runner held", async () => {
    const world = await aHostWorld();
    mkdirSync(join(world.dir, "place"));
    await startHost(room.url, world, { templates: [{ workdir: "place" }] });
    const { request, pid } = await started(world);
    const task = await aTask({ project: world.project });
    await taskIn(task.id, "running");
    rmSync(join(world.dir, "place"), { recursive: true });
    process.kill(pid, "SIGKILL");
    const failed = await ended(world, request);
    expect(failed.status).toBe("failed");
    expect(failed.detail).toContain('place" does not exist');
    await taskIn(task.id, "pending");
    const [attempt] = (await work.getTask(ADMIN, task.id)).attempts;
    expect(attempt).toMatchObject({ outcome: "failed" });
  });

  test("runs no more agents than it may, whatever it is asked", async () => {
    const world = await aHostWorld();
    await startHost(room.url, world, { agentsMax: 1 });
    await started(world);
    await change`UPDATE runner_hosts SET agents_max = 9 WHERE project_id = ${world.project.id}`;
    const refused = await ended(world, await ask(world));
    expect(refused).toMatchObject({ status: "failed", detail: "This host runs its 1 agent(s) already." });
  });

  test("ends what it has begun for a request that expired meanwhile", async () => {
    const world = await aHostWorld();
    const slow = join(world.dir, "slow");
    writeFileSync(slow, `#!/bin/sh\nsleep 2\nexec ${process.execPath} ${await bundledCli()} "$@"\n`);
    chmodSync(slow, 0o755);
    const { lines } = await startHost(room.url, world, { omoios: [slow] });
    const request = await ask(world);
    await eventually(() => lines.some((line) => line.includes(" starting ")));
    await change`UPDATE host_requests SET expires_at = now() WHERE id = ${request.id}`;
    await work.tick();
    await eventually(() => lines.some((line) => line.includes(" ended ")));
    expect(await requestOf(world, request)).toMatchObject({ status: "expired", agentId: null });
    expect(pidOf(world, request)).toBe(0);
  });

  test("goes on when the control room was away, with the agents it had", async () => {
    const world = await aHostWorld();
    const { lines } = await startHost(room.url, world);
    const { request, pid } = await started(world);
    const task = await aTask({ project: world.project });
    await taskIn(task.id, "running");
    await room.stop();
    go(world);
    await eventually(() => lines.some((line) => line.includes(" retrying ")));
    await room.start();
    await taskIn(task.id, "completed");
    expect(pidOf(world, request)).toBe(pid);
    await started(world);
    expect((await hostOf(world)).load).toBe(2);
  });

  test("drained by the control room ends its agents and itself", async () => {
    const world = await aHostWorld();
    const { done } = await startHost(room.url, world);
    const { request, pid } = await started(world);
    await work.drainHost(ADMIN, (await hostOf(world)).id);
    await done;
    expect(isRunning(pid)).toBe(false);
    expect(await requestOf(world, request)).toMatchObject({ status: "done" });
    expect(await hostOf(world)).toMatchObject({ status: "retired", load: 0 });
  });

  test.each(["in quarantine", "killed before it could say so"])(
    "drained retires its agents, also one that is %s",
    async (how) => {
      const world = await aHostWorld();
      const { host, done } = await startHost(room.url, world);
      const { agentId, pid } = await started(world);
      if (how === "in quarantine") {
        await work.quarantineAgent(ADMIN, agentId, { reason: "odd results" });
        host.stop();
      } else {
        // Stopped, it neither hears the signal nor speaks.
        process.kill(pid, "SIGSTOP");
        host.stop();
        process.kill(pid, "SIGKILL");
      }
      await done;
      await work.tick();
      expect((await work.getAgent(ADMIN, agentId)).status).toBe("retired");
      expect(await eventsOf(agentId)).not.toContain("agent.lost");
    },
  );
});

describe("the command", () => {
  const file = (own = "") =>
    `maxAgents: 2\n${own}templates:\n  - name: coder\n    command: [sh, -c, '${UNTIL_GO}']\n`;
  async function startCommand(world: Awaited<ReturnType<typeof aHostWorld>>, words = ["host"]) {
    writeFileSync(join(world.dir, "omoios-host.yaml"), file("name: box\n"));
    const args = ["--url", room.url, "--config", join(world.dir, "omoios-host.yaml")];
    const cli = await startCli([...words, ...args, "--state-dir", world.stateDir], {
      OMOI_KEY: world.key.secret,
    });
    await hostOf(world);
    return cli;
  }

  test("killed leaves its agents at work, and the next one takes them up instead of starting others", async () => {
    const world = await aHostWorld();
    const first = await startCommand(world);
    const { request, agentId, pid } = await started(world);
    const task = await aTask({ project: world.project });
    await taskIn(task.id, "running");
    first.child.kill("SIGKILL");
    await first.ended;
    expect(isRunning(pid)).toBe(true);
    const next = await startCommand(world);
    await eventually(() => next.stderr().includes(`Its runner lives as PID ${pid}.`));
    go(world);
    await taskIn(task.id, "completed");
    expect(pidOf(world, request)).toBe(pid);
    await work.drainAgent(ADMIN, agentId);
    expect(await ended(world, request)).toMatchObject({ status: "done", agentId });
    next.child.kill("SIGTERM");
    expect(await next.ended).toBe(0);
  });

  test("omoios worker --host is the same; on SIGTERM its agents finish their tasks before it ends", async () => {
    const world = await aHostWorld();
    const cli = await startCommand(world, ["worker", "--host"]);
    const { pid } = await started(world);
    const task = await aTask({ project: world.project });
    await taskIn(task.id, "running");
    cli.child.kill("SIGTERM");
    await eventuallyAsync(async () => ((await hostOf(world)).status === "draining" ? true : null));
    expect(isRunning(pid)).toBe(true);
    go(world);
    expect(await cli.ended).toBe(0);
    expect(await stateOf(task)).toBe("completed");
    expect(isRunning(pid)).toBe(false);
    expect(await hostOf(world)).toMatchObject({ status: "retired", load: 0 });
  });
});
