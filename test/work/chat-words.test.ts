// What a chat reads at night of tasks and hosts: which agent, what went wrong, on which host.
import { beforeAll, expect, it } from "vitest";
import { transact } from "@/lib/platform/db/transact";
import { publish } from "@/lib/platform/events/service";
import * as work from "@/lib/work/service";
import { wordByWork } from "@/lib/work/service/wording";
import { run } from "../platform/support/webhooks";
import "../support/embedded";
import { aChat } from "../support/chat";
import { ADMIN, claimOne } from "../support/makers";
import { aHost, started } from "./support/hosts";
import { endLease } from "./support/reports";

beforeAll(() => wordByWork());

it("a task that failed says why in one line, where, and by which agent", async () => {
  await run();
  const chat = await aChat(["task.failed"]);
  const { key, task, ref, agent, project } = await claimOne({ title: "Pay" });
  const error = { kind: "exit" as const, message: "The build broke.\nat line 1", exitCode: 3 };
  await work.failTask(key.actor, task.id, { ...ref, error, usage: null, retry: false });
  const [failed] = await chat.told(1);
  const { name } = await work.getProject(ADMIN, project.id);
  const where = `Project ${name} · Agent ${agent.name}`;
  expect(failed).toEqual(["*Task failed*", "Pay", "The build broke. (exit code 3)", where]);
});

it("a task's claim, its start and its lost lease name the agent", async () => {
  await run();
  const chat = await aChat(["task.claimed", "task.started", "task.lease_lost"]);
  const held = await claimOne({ title: "Pay", maxAttempts: 3 });
  await work.startTask(held.key.actor, held.task.id, held.ref);
  await endLease(held);
  await work.expireLeases();
  const told = await chat.told(3);
  expect(told.map(([head]) => head)).toEqual(["*Task claimed*", "*Task lease lost*", "*Task started*"]);
  for (const lines of told) expect(lines.join("\n")).toContain(`Agent ${held.agent.name}`);
});

it("a host's start of an agent names the host, the agent and its template", async () => {
  await run();
  const chat = await aChat(["host.start_requested", "host.started"]);
  const host = await aHost();
  const { agent } = await started(host);
  expect(await chat.told(2)).toEqual([
    ["*Host: asked for an agent*", host.host.name, "Template coder", "More hands."],
    ["*Host: started an agent*", host.host.name, `Agent ${agent.name} (coder)`],
  ]);
});

it("an error of many lines is cut, and says nothing twice", async () => {
  await run();
  const chat = await aChat(["task.failed"]);
  const { task, project } = await claimOne({ title: "Long" });
  const error = { kind: "exit", message: `${"x".repeat(900)}`, exitCode: null };
  const payload = { title: "Long", error };
  const event = { type: "task.failed" as const, entity: task.id, projectId: project.id, payload };
  await transact("test", (tx) => publish(tx, ADMIN, event));
  const [lines] = await chat.told(1);
  expect(lines?.[2]).toMatch(/^x{299}…$/);
});
