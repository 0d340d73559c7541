// The commands against the product's own API: what they print, and the exit codes that scripts rely on.
import { beforeAll, describe, expect, test } from "vitest";
import "../support/embedded";
import { aKey, anAgent, aProject, aTask, aTicket, claimNext, type TestKey } from "../support/makers";
import { aRealRoom } from "./support/real-room";
import { cli, startCli } from "./support/run-cli";

const room = aRealRoom();
const ALL = ["work:read", "work:write", "work:act", "work:run"] as const;

let project: { id: string };
let key: TestKey;
beforeAll(async () => {
  project = await aProject();
  key = await aKey({ project, scopes: [...ALL], level: "GUARDIAN" });
});
const run = (line: string | string[]) => cli(line, { url: room.url, key: key.secret });
const runJson = async (line: string) => JSON.parse((await run(`${line} --json`)).stdout);

async function until<T>(look: () => T | null | undefined | false): Promise<T> {
  for (let tries = 0; tries < 1500; tries++) {
    const found = look();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`Not in time: ${look}`);
}

describe("tickets and tasks", () => {
  test("are created, shown, edited, moved and listed", async () => {
    const created = await run([
      "tickets",
      "create",
      "--project",
      project.id,
      "--title",
      "A sum",
      "--priority",
      "HIGH",
    ]);
    expect(created).toMatchObject({ code: 0, stderr: "" });
    const ticket = created.stdout.trim();
    expect(await runJson(`tickets show ${ticket}`)).toMatchObject({
      id: ticket,
      title: "A sum",
      priority: "HIGH",
    });
    expect((await run(["tickets", "edit", ticket, "--title", "Sums"])).code).toBe(0);
    const moved = await run([
      "tickets",
      "move",
      ticket,
      "--phase",
      "REQUIREMENTS",
      "--reason",
      "Go.",
      "--force",
    ]);
    expect(moved).toMatchObject({ code: 0 });
    const shown = await run(`tickets show ${ticket}`);
    expect(shown.stdout).toMatch(/^id +tkt_\w+\ntitle +Sums\nstatus +open\nphase +REQUIREMENTS\n/);
    expect(shown.stdout).toMatch(/BACKLOG +REQUIREMENTS +Go\.\n/);
    const line = ["tasks", "create", "--ticket", ticket, "--title", "Add", "--description", "Mend add.ts"];
    const task = (await run([...line, "--capability", "typescript", "--timeout", "60"])).stdout.trim();
    expect(await runJson(`tasks show ${task}`)).toMatchObject({
      ...{ id: task, description: "Mend add.ts", requiredCapabilities: ["typescript"], timeoutSeconds: 60 },
      ...{ priority: "HIGH", state: "pending" },
    });
    const list = await run(`tasks list --ticket ${ticket}`);
    const [head = "", row = ""] = list.stdout.split("\n");
    expect(head).toMatch(/^ID +STATE +PRIORITY +PHASE +AGENT +CREATED +TITLE$/);
    expect(row.indexOf("pending")).toBe(head.indexOf("STATE"));
    expect(row.endsWith("  Add")).toBe(true);
  });

  test("the same idempotency key creates once", async () => {
    const ticket = await aTicket({ project });
    const line = `tasks create --ticket ${ticket.id} --title Once --idempotency-key cli-${ticket.id}`;
    const [first, second] = [await run(line), await run(line)];
    expect(first.stdout).toBe(second.stdout);
    expect((await runJson(`tasks list --ticket ${ticket.id}`)).items).toHaveLength(1);
  });

  test("lists go over as many pages as are asked for, and say how to go on", async () => {
    const ticket = await aTicket({ project });
    for (let n = 0; n < 5; n++) await aTask({ ticket });
    const some = await run(`tasks list --ticket ${ticket.id} --limit 2`);
    expect(some.stdout.trim().split("\n")).toHaveLength(3);
    const cursor = some.stderr.match(/--cursor (\S+)/)?.[1];
    const rest = await runJson(`tasks list --ticket ${ticket.id} --all --cursor ${cursor}`);
    expect(rest).toMatchObject({ items: { length: 3 }, nextCursor: null });
    expect(await run(`tasks list --ticket ${ticket.id} --state failed`)).toMatchObject({
      ...{ code: 0, stdout: "", stderr: "There are none.\n" },
    });
  });

  test("a state that lists print is one that they can be asked for", async () => {
    const ticket = await aTicket({ project });
    const first = await aTask({ ticket });
    const second = await aTask({ ticket, dependsOn: [first.id] });
    const { items } = await runJson(`tasks list --ticket ${ticket.id} --state blocked`);
    expect(items.map(({ id }: { id: string }) => id)).toEqual([second.id]);
    const printed = await run(`tasks list --ticket ${ticket.id} --state blocked`);
    expect(printed.stdout).toMatch(new RegExp(`${second.id} +blocked `));
  });

  test("cancel ends a task, and rerun makes another like it", async () => {
    const task = await aTask({ project, title: "Again" });
    const cancelled = await run(["tasks", "cancel", task.id, "--reason", "Not needed"]);
    expect(cancelled).toMatchObject({ code: 0, stdout: expect.stringMatching(/state +cancelled\n/) });
    const rerun = await run(`tasks rerun ${task.id}`);
    expect(await runJson(`tasks show ${rerun.stdout.trim()}`)).toMatchObject({
      title: "Again",
      retryOf: task.id,
    });
  });
});

describe("waiting and following", () => {
  test("wait tells how each task ended by its exit code", async () => {
    const { complete, fail } = await finishers();
    const [good, bad] = [await complete(), await fail()];
    expect(await run(`tasks wait ${good}`)).toEqual({ code: 0, stdout: `${good} completed\n`, stderr: "" });
    expect(await run(`tasks wait ${good} ${bad}`)).toMatchObject({
      ...{ code: 7, stdout: expect.stringContaining(`${bad} failed: It broke.\n`) },
    });
    const open = await aTask({ project });
    expect(await run(`tasks wait ${open.id} --timeout 0.2`)).toMatchObject({
      ...{ code: 8, stderr: `Still open: ${open.id}\n` },
    });
  });

  test("a wait that is interrupted is no success", async () => {
    const open = await aTask({ project });
    const waiting = startCli(`tasks wait ${open.id}`, { url: room.url, key: key.secret });
    await new Promise((resolve) => setTimeout(resolve, 200));
    waiting.interrupt();
    expect(await waiting.ended).toEqual({ code: 130, stdout: "", stderr: "" });
  });

  test("log shows an attempt's log, and follows a running one to its end", async () => {
    const { work, key: runner, held } = await aHeldTask();
    await work.appendLog(runner.actor, held.task.id, { ...held.ref, offset: 0, text: "one\n\u001b[2Jtwo\n" });
    const following = startCli(`tasks log ${held.task.id} --follow`, { url: room.url, key: key.secret });
    await until(() => following.stdout().includes("two"));
    expect((await run(`tasks log ${held.task.id}`)).stdout).toBe("one\ntwo\n");
    await work.appendLog(runner.actor, held.task.id, { ...held.ref, offset: 12, text: "three\n" });
    await work.completeTask(runner.actor, held.task.id, { ...held.ref, result: {}, usage: null });
    expect(await following.ended).toEqual({ code: 0, stdout: "one\ntwo\nthree\n", stderr: "" });
  });

  test("events are listed, and followed over a break of the connection without a gap", async () => {
    const ticket = await aTicket({ project });
    const list = await runJson(`events list --entity ${ticket.id}`);
    expect(list.items).toMatchObject([{ type: "ticket.created", entity: ticket.id }]);
    const types = "--type task.created,task.cancelled";
    const following = startCli(`events --follow --json ${types}`, { url: room.url, key: key.secret });
    const seen = () =>
      following
        .stdout()
        .trim()
        .split("\n")
        .filter(Boolean)
        .map((line) => JSON.parse(line).entity);
    const first = await createUntilSeen(seen);
    room.breakConnections();
    const later = [await aTask({ project }), await aTask({ project })];
    await until(() => later.every(({ id }) => seen().includes(id)));
    following.interrupt();
    expect((await following.ended).code).toBe(130);
    expect(new Set(seen()).size).toBe(seen().length);
    expect(seen()).toContain(first);
  });
});

test("agents are listed, shown, quarantined, reinstated and drained", async () => {
  const { agent } = await anAgent({ project, model: "opus" });
  expect((await run("agents list")).stdout).toContain(agent.name);
  expect((await run("agents list --status idle")).stdout).toContain(agent.name);
  expect((await run("agents list --status lost,retired")).stdout).not.toContain(agent.name);
  expect((await run(`agents show ${agent.id}`)).stdout).toMatch(/model +opus\n/);
  const quarantined = await run(["agents", "quarantine", agent.id, "--reason", "It loops"]);
  expect(quarantined.stdout).toMatch(/status +quarantined\nreason +It loops\n/);
  expect((await run(`agents reinstate ${agent.id}`)).stdout).toMatch(/status +idle\n/);
  expect(await runJson(`agents drain ${agent.id}`)).toMatchObject({ id: agent.id, status: "draining" });
});

test("holds are placed, listed and ended", async () => {
  const ticket = await aTicket({ project });
  const line = ["holds", "place", "--scope", "ticket", "--ticket", ticket.id, "--reason", "Look first"];
  const placed = await run([...line, "--expires-in", "600"]);
  const hold = placed.stdout.trim();
  expect(placed.stderr).toBe("");
  expect(hold).toMatch(/^hold_/);
  expect((await run("holds list")).stdout).toMatch(new RegExp(`${hold} +live +.*Look first`));
  expect(await runJson(`holds end ${hold}`)).toMatchObject({ id: hold, endedAt: expect.any(String) });
  expect((await runJson("holds list")).items).toEqual([]);
});

test("projects are listed and shown; making one is a person's right", async () => {
  expect((await runJson("projects list")).items).toMatchObject([{ id: project.id }]);
  expect((await run(`projects show ${project.id}`)).stdout).toContain(project.id);
  const refused = await run("projects create --name X --slug x-of-nobody");
  expect(refused).toMatchObject({ code: 4, stderr: expect.stringContaining("No key has that right") });
});

/** Creates tasks until the stream, which begins at some moment, has shown one. */
async function createUntilSeen(seen: () => string[]): Promise<string> {
  for (let tries = 0; tries < 50; tries++) {
    const { id } = await aTask({ project });
    for (let looks = 0; looks < 10; looks++) {
      if (seen().includes(id)) return id;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
  throw new Error("The stream showed nothing.");
}

async function aHeldTask() {
  const own = await aProject();
  const work = await import("@/lib/work/service");
  await aTask({ project: own });
  const agent = await anAgent({ project: own });
  key = await aKey({ scopes: [...ALL], level: "GUARDIAN", project: own });
  project = own;
  return { work, key: agent.key, held: await claimNext(agent) };
}

async function finishers() {
  const work = await import("@/lib/work/service");
  const end = async (isGood: boolean) => {
    const agent = await anAgent({ project });
    const task = await aTask({ project, maxAttempts: 1, priority: "CRITICAL" });
    const held = await claimNext(agent);
    const error = { kind: "reported" as const, message: "It broke.", exitCode: null };
    if (isGood)
      await work.completeTask(agent.key.actor, held.task.id, { ...held.ref, result: {}, usage: null });
    else
      await work.failTask(agent.key.actor, held.task.id, { ...held.ref, error, usage: null, retry: false });
    return held.task.id ?? task.id;
  };
  return { complete: () => end(true), fail: () => end(false) };
}
