// Stepping in from a terminal: what is printed, and the exit codes that scripts go by.
import { beforeAll, describe, expect, test } from "vitest";
import { tickActions } from "@/lib/guardian/service";
import "../support/embedded";
import { actionOf, aLead, approve, reject } from "../guardian/support/acts";
import { aKey, anAgent, aProject, aTask, aTicket, claimNext, type TestKey } from "../support/makers";
import { change, rows } from "../support/sql";
import { aRealRoom } from "./support/real-room";
import { cli, startCli } from "./support/run-cli";

const room = aRealRoom();
let project: { id: string };
let key: TestKey;
let watchdog: TestKey;
beforeAll(async () => {
  project = await aProject();
  const scopes = ["work:read", "work:act", "guardian:act"] as const;
  key = await aKey({ project, scopes: [...scopes], level: "GUARDIAN" });
  watchdog = await aKey({ project, scopes: [...scopes], level: "WATCHDOG" });
});
const run = (words: string[], by = key) => cli(words, { url: room.url, key: by.secret });
const start = (words: string[]) => startCli(words, { url: room.url, key: key.secret });
const because = ["--reason", "The provider is down"];
const pauseProject = () => ["guardian", "pause", "--scope", "project", "--project", project.id, ...because];

async function until(look: () => boolean): Promise<void> {
  for (let tries = 0; tries < 500; tries += 1) {
    if (look()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`Not in time: ${look}`);
}

async function aBusyAgent(own: { id: string }) {
  await aTask({ project: own });
  return anAgent({ project: own });
}

/** The words of an intervention that nobody must approve, about something of its own. */
async function anAct(type: string): Promise<string[]> {
  if (type === "pause") {
    const ticket = await aTicket({ project });
    return ["pause", "--scope", "ticket", "--ticket", ticket.id, "--staged"];
  }
  if (type === "cancel") return ["cancel", (await aTask({ project })).id, "--grace", "5"];
  if (type === "override") return ["override", (await aTask({ project })).id, "--priority", "CRITICAL"];
  if (type === "quarantine") return ["quarantine", (await anAgent({ project })).agent.id, "--stop-running"];
  await anAgent({ project, capacity: 3 });
  const ticket = await aTicket({ project, priority: "CRITICAL" });
  await aTask({ ticket });
  return ["reallocate", "--scope", "ticket", "--ticket", ticket.id, "--slots", "1"];
}

describe("an intervention", () => {
  test.each(["pause", "cancel", "override", "quarantine", "reallocate"])(
    "%s is looked at without doing anything, then carried out with 0 and its id",
    async (type) => {
      const words = ["guardian", ...(await anAct(type))];
      const before = (await run(["guardian", "list", "--all", "--json"])).stdout;
      const looked = await run([...words, "--preview"]);
      expect(looked).toMatchObject({
        code: 0,
        stdout: expect.stringMatching(/asked for, it +is done at once/),
      });
      expect((await run(["guardian", "list", "--all", "--json"])).stdout).toBe(before);
      const told = await run([...words, ...because, "--for", "15m"]);
      expect(told).toMatchObject({
        code: 0,
        stdout: expect.stringMatching(/^gact_\w+\n$/),
        stderr: expect.stringMatching(/^Done: /),
      });
      const action = await actionOf({ id: told.stdout.trim() });
      expect(action).toMatchObject({ status: "executed", reason: "The provider is down" });
      const lasts = Date.parse(action.expiresAt ?? action.createdAt) - Date.parse(action.createdAt);
      if (type !== "cancel") expect(Math.round(lasts / 60_000)).toBe(15);
      const shown = await run(["guardian", "show", action.id]);
      expect(shown.stdout).toMatch(/status +executed\n/);
      expect(shown.stdout).toContain(action.effects[0]?.label);
    },
  );

  test("pause --stop-running ends what agents are at, and says so before", async () => {
    const own = await aProject();
    const by = await aKey({ project: own, scopes: ["work:read", "guardian:act"], level: "GUARDIAN" });
    const { task } = await claimNext(await aBusyAgent(own));
    const words = ["guardian", "pause", "--scope", "ticket", "--ticket", task.ticketId, "--stop-running"];
    expect((await run([...words, "--preview"], by)).stdout).toMatch(/running attempts it ends +1\n/);
    const asked = startCli([...words, ...because, "--wait"], { url: room.url, key: by.secret });
    await until(() => asked.stdout() !== "");
    await tickActions();
    expect(await asked.ended).toMatchObject({ code: 0, stderr: expect.stringContaining("Done: ") });
    expect(await rows`SELECT cancel_cause AS cause FROM tasks WHERE id = ${task.id}`).toEqual([
      { cause: "preempt" },
    ]);
  });

  test("replace asks a host, and says so when there is none", async () => {
    const { agent } = await anAgent({ project });
    expect(await run(["guardian", "replace", agent.id, ...because])).toMatchObject({
      code: 6,
      stdout: "",
      stderr: expect.stringContaining("host"),
    });
  });

  test("that a person must approve ends with 12 and says by when and where; nothing is done", async () => {
    const looked = await run([...pauseProject(), "--preview"]);
    expect(looked.stdout).toContain("waits until a person approves it");
    expect(looked.stdout).toContain("It pauses a whole project.");
    const told = await run(pauseProject());
    expect(told).toMatchObject({ code: 12, stdout: expect.stringMatching(/^gact_\w+\n$/) });
    expect(told.stderr).toContain(`${room.url}/guardian/approvals`);
    expect(told.stderr).toContain("It pauses a whole project.");
    expect((await actionOf({ id: told.stdout.trim() })).effects).toEqual([]);
    const list = await run(["guardian", "list", "--status", "proposed"]);
    expect(list.stdout).toContain(told.stdout.trim());
    const withdrawn = await run(["guardian", "withdraw", told.stdout.trim(), "--reason", "Over"]);
    expect(withdrawn).toMatchObject({ code: 0, stdout: "rejected\n" });
  });

  test("of a key with less authority is a proposal, also of what nobody else must approve", async () => {
    const task = await aTask({ project });
    const words = ["guardian", "cancel", task.id];
    expect((await run([...words, "--preview"], watchdog)).stdout).toContain("a person decides");
    expect((await run([...words, ...because], watchdog)).code).toBe(12);
    expect((await run([...words, ...because, "--ask"])).code).toBe(12);
  });
});

describe("--wait", () => {
  async function aWaiting(more: string[] = []) {
    const waiting = start([...pauseProject(), "--wait", ...more]);
    await until(() => /^gact_\w+\n$/.test(waiting.stdout()) && waiting.stderr().endsWith("\n"));
    return { waiting, action: await actionOf({ id: waiting.stdout().trim() }) };
  }

  test("ends with 0 once a person has approved and it is carried out", async () => {
    const { waiting, action } = await aWaiting();
    expect(waiting.stderr()).toContain("Nothing is done yet");
    await approve(action, await aLead());
    expect(await waiting.ended).toMatchObject({ code: 0, stderr: expect.stringContaining("Done: ") });
    const reverted = await run(["guardian", "revert", action.id, "--preview"]);
    expect(reverted.stdout).toMatch(/^OUTCOME/);
    expect((await actionOf(action)).status).toBe("executed");
    expect((await run(["guardian", "revert", action.id, ...because])).stdout).toMatch(/\nreverted /);
    expect((await actionOf(action)).status).toBe("reverted");
    expect((await run(["guardian", "revert", action.id, ...because])).code).toBe(6);
    const waited = await run(["guardian", "wait", action.id]);
    expect(waited).toMatchObject({ code: 13, stderr: "It was reverted, or has ended.\n" });
  });

  test("ends with 13 and the reason when a person rejects it", async () => {
    const { waiting, action } = await aWaiting();
    const other = await aLead();
    await reject(action, other);
    const told = await waiting.ended;
    expect(told.code).toBe(13);
    expect(told.stderr).toContain(`Rejected by ${other.person.actor.name}: no`);
    expect((await run(["guardian", "wait", action.id])).code).toBe(13);
  });

  test("ends with 13 when nobody has decided in time", async () => {
    const { waiting, action } = await aWaiting();
    await change`UPDATE guardian_actions SET approval_expires_at = now() WHERE id = ${action.id}`;
    await tickActions();
    expect(await waiting.ended).toMatchObject({ code: 13, stderr: expect.stringContaining("in time") });
  });

  test("ends with 14 when its target has changed before the approval", async () => {
    const task = await aTask({ project });
    const told = await run(["guardian", "override", task.id, "--priority", "HIGH", "--ask", ...because]);
    const action = await actionOf({ id: told.stdout.trim() });
    expect((await run(["tasks", "cancel", task.id, ...because])).code).toBe(0);
    await approve(action, await aLead());
    const waited = await run(["guardian", "wait", action.id]);
    expect(waited).toMatchObject({ code: 14, stderr: expect.stringMatching(/^Nothing is done: /) });
  });

  test("ends with 8 when its own time is over, and the proposal stays", async () => {
    const told = await run([...pauseProject(), "--wait", "--timeout", "1s", "--json"]);
    expect(told.code).toBe(8);
    expect(JSON.parse(told.stdout)).toMatchObject({ status: "proposed" });
  });
});

describe("what is asked wrongly", () => {
  test.each([
    [["pause", "--reason", "x"], 2, "Say what to pause with --scope"],
    [["pause", "--scope", "all"], 2, "--reason: Is required."],
    [["pause", "--scope", "all", ...because, "--for", "soon"], 2, "--for: Must be a duration"],
    [["pause", "--scope", "all", ...because, "--for", "2d"], 2, "--for: Must be between"],
    [["pause", "--scope", "all", "--preview", "--wait"], 2, "either --preview or --wait"],
    [["pause", "--scope", "all", ...because, "--timeout", "9s"], 2, "--timeout goes with --wait"],
    [["override", "agent_1", "--priority", "HIGH", ...because], 2, "<task or ticket>"],
    [["reallocate", "--scope", "agent", "--slots", "1", ...because], 2, "--scope: Must be project"],
    [["reallocate", "--scope", "priority", "--priority", "HIGH", ...because], 2, "--slots"],
    [["cancel", "task_01h455vb4pex5vsknk084sn02q", ...because], 5, ""],
    [["approve", "gact_01h455vb4pex5vsknk084sn02q"], 2, 'There is no command "guardian approve"'],
  ] as const)("guardian %j ends with %d", async (words, code, why) => {
    const told = await run(["guardian", ...words]);
    expect(told).toMatchObject({ code, stdout: "", stderr: expect.stringContaining(why) });
  });

  test("a key without the right is denied, and the help says who decides", async () => {
    const other = await aKey({ project, scopes: ["work:read"], level: "GUARDIAN" });
    expect((await run(pauseProject(), other)).code).toBe(4);
    const help = await run(["guardian", "pause", "--help"]);
    expect(help.stdout).toContain("no key ever does");
    expect(help.stdout).toMatch(/12 {2}guardian: nothing is done yet/);
  });
});
