// Real runner processes that hang while a guardian steps in: when they go on, what they bring comes too late.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { tickActions } from "@/lib/guardian/service";
import { RegisterHost } from "@/lib/work/schema";
import * as work from "@/lib/work/service";
import "../support/embedded";
import { aRealRoom } from "../cli/support/real-room";
import { ADMIN, aKey, anAgent, aProject, aTask, aTicket, type TestAgent, unique } from "../support/makers";
import { refusal } from "../support/refusal";
import { change, eventsOf, rows } from "../support/sql";
import { complete, take } from "../work/support/acts";
import { eventuallyAsync } from "../worker/support/hosts";
import { eventually, startCli, temporaryDir } from "../worker/support/running";
import { actionOf, done, revert } from "./support/acts";

const room = aRealRoom();
/** Runs until it is told to end, or until nobody is left to tell it. */
const SCRIPT = `cat > /dev/null; echo $OMOI_TASK_ID >> ran
  until [ -e go ] || [ ! -e ran ]; do sleep 0.02; done; echo over >> over`;

/** A runner with one task, which it does while its process is stopped. */
async function aStoppedRunner() {
  const project = await aProject();
  const ticket = await aTicket({ project });
  const task = await aTask({ ticket, priority: "LOW", maxAttempts: 3 });
  const key = await aKey({ project });
  const dir = temporaryDir();
  const args = ["worker", "--name", "runner", "--state-dir", join(dir, "state"), "--workdir", dir];
  const env = { OMOI_URL: room.url, OMOI_KEY: key.secret };
  const { child, stderr } = await startCli([...args, "--", "sh", "-c", SCRIPT], env);
  const { attempts, agentId } = await eventuallyAsync(async () => {
    const now = await work.getTask(ADMIN, task.id);
    return now.state === "running" && existsSync(join(dir, "ran")) ? now : null;
  });
  child.kill("SIGSTOP");
  const [held] = await rows<{ fence: string }>`SELECT fence::text AS fence FROM tasks WHERE id = ${task.id}`;
  const ref = { attemptId: attempts[0]?.id ?? "", fence: held?.fence ?? "" };
  return {
    ...{ project, ticket, task, key, ref, agentId: agentId ?? "" },
    /** What it does ends well, and nobody is there to tell it. */
    finish: async () => {
      writeFileSync(join(dir, "go"), "");
      await eventually(() => existsSync(join(dir, "over")));
    },
    goOn: () => child.kill("SIGCONT"),
    /** Resolves when the runner has understood that the attempt is no longer its own. */
    hasGivenUp: () =>
      eventually(() => /(lost|cancelled|refused) task_/.test(stderr()) && stderr().includes(task.id)),
    ran: () => readFileSync(join(dir, "ran"), "utf8").trim().split("\n"),
  };
}
type Stopped = Awaited<ReturnType<typeof aStoppedRunner>>;

const stateOf = async ({ id }: { id: string }) => (await work.getTask(ADMIN, id)).state;
const untilIn = (task: { id: string }, state: string) =>
  eventuallyAsync(async () => ((await stateOf(task)) === state ? true : null));
const completions = async ({ id }: { id: string }) =>
  (await eventsOf(id)).filter((type) => type === "task.completed").length;

/** The time that it gets to stop is over. */
async function passDeadline({ task }: Stopped): Promise<void> {
  await change`UPDATE tasks SET cancel_deadline = now() - interval '1 second' WHERE id = ${task.id}`;
  await work.tick();
}

async function endByClock({ id }: { id: string }): Promise<void> {
  await change`UPDATE guardian_actions SET expires_at = now() WHERE id = ${id}`;
  await change`UPDATE holds SET expires_at = now() WHERE owner = ${id}`;
  await change`UPDATE capacity_reservations SET expires_at = now() WHERE owner = ${id}`;
  await work.tick();
  await tickActions();
  expect((await actionOf({ id })).status).toBe("reverted");
}

/** Nothing that it still says counts, and it holds nothing. */
async function expectTooLate({ key, task, ref, agentId }: Stopped): Promise<void> {
  const late = work.completeTask(key.actor, task.id, { ...ref, result: {}, usage: null });
  expect(await refusal(late)).toMatchObject({ code: "lease_lost" });
  const [agent] = await rows<{ load: number; held: number }>`
    SELECT load, (SELECT count(*)::int FROM attempts WHERE agent_id = g.id AND ended_at IS NULL) AS held
    FROM agents g WHERE id = ${agentId}`;
  expect(agent).toEqual({ load: 0, held: 0 });
}

/** Another agent does the task, while the first one still believes that it has done it. */
async function doneBy(other: TestAgent, { task }: Stopped): Promise<void> {
  const [held] = await take(other);
  if (held?.task.id !== task.id) throw new Error("The other agent did not get the task.");
  await complete(held);
}

describe("a runner that hangs", () => {
  it("while its task is cancelled brings a result that is refused, and takes the next task", async () => {
    const runner = await aStoppedRunner();
    const action = await done("cancel_task", { taskId: runner.task.id, graceSeconds: 0 });
    await runner.finish();
    await passDeadline(runner);
    expect(await stateOf(runner.task)).toBe("cancelled");
    runner.goOn();
    await runner.hasGivenUp();
    await expectTooLate(runner);
    const next = await aTask({ ticket: runner.ticket });
    await untilIn(next, "completed");
    expect([await stateOf(runner.task), await completions(runner.task)]).toEqual(["cancelled", 0]);
    expect((await actionOf(action)).status).toBe("executed");
    expect(runner.ran()).toEqual([runner.task.id, next.id]);
  });

  it.each(["quarantine_agent", "replace_agent"] as const)(
    "while its agent is put aside by %s brings a result that is refused, and nothing more until that is over",
    async (kind) => {
      const runner = await aStoppedRunner();
      const { project, key, agentId } = runner;
      const host = RegisterHost.parse({ name: unique("host"), agentsMax: 2, templates: [{ name: "plain" }] });
      await work.registerHost(key.actor, host);
      const own = kind === "quarantine_agent" ? { attempts: "cancel" } : {};
      const action = await done(kind, { agentId, ...own });
      await runner.finish();
      if (kind === "quarantine_agent") await passDeadline(runner);
      await doneBy(await anAgent({ project }), runner);
      runner.goOn();
      await runner.hasGivenUp();
      await expectTooLate(runner);
      const next = await aTask({ ticket: runner.ticket });
      expect((await work.getAgent(ADMIN, agentId)).status).toBe("quarantined");
      expect([await stateOf(next), await completions(runner.task)]).toEqual(["pending", 1]);
      if (kind === "quarantine_agent") await endByClock(action);
      else await revert(action);
      await untilIn(next, "completed");
      expect(runner.ran()).toEqual([runner.task.id, next.id]);
    },
  );

  it("longer than its lease while its ticket is paused brings a result that is refused; the task waits for the end", async () => {
    const runner = await aStoppedRunner();
    const scope = { kind: "ticket", ticketId: runner.ticket.id };
    const action = await done("pause", { scope });
    await runner.finish();
    await change`UPDATE attempts SET lease_until = now() - interval '1 second' WHERE id = ${runner.ref.attemptId}`;
    await work.tick();
    expect(await stateOf(runner.task)).toBe("pending");
    runner.goOn();
    await runner.hasGivenUp();
    await expectTooLate(runner);
    await change`UPDATE tasks SET available_at = now() WHERE id = ${runner.task.id}`;
    const other = await anAgent({ project: runner.project });
    expect(await take(other)).toEqual([]);
    await endByClock(action);
    await untilIn(runner.task, "completed");
    expect(await completions(runner.task)).toBe(1);
    expect(runner.ran()).toEqual([runner.task.id, runner.task.id]);
  });

  it("for less than its lease while its ticket is paused brings a result that counts, and claims nothing before the end", async () => {
    const runner = await aStoppedRunner();
    const action = await done("pause", { scope: { kind: "ticket", ticketId: runner.ticket.id } });
    const next = await aTask({ ticket: runner.ticket });
    await runner.finish();
    runner.goOn();
    await untilIn(runner.task, "completed");
    expect(await stateOf(next)).toBe("pending");
    await endByClock(action);
    await untilIn(next, "completed");
    expect(runner.ran()).toEqual([runner.task.id, next.id]);
    expect([await completions(runner.task), await completions(next)]).toEqual([1, 1]);
  });

  it("while its slot is given to higher work brings a result that is refused, and serves that until it is over", async () => {
    const runner = await aStoppedRunner();
    const { project, agentId } = runner;
    await anAgent({ project });
    const urgent = await aTask({ ticket: await aTicket({ project }), priority: "CRITICAL" });
    const action = await done("reallocate", {
      from: { agentIds: [agentId] },
      to: { kind: "ticket", ticketId: urgent.ticketId },
      slots: { max: 1 },
      preempt: true,
    });
    await runner.finish();
    await passDeadline(runner);
    expect(await stateOf(runner.task)).toBe("pending");
    runner.goOn();
    await untilIn(urgent, "completed");
    await expectTooLate(runner);
    expect(await stateOf(runner.task)).toBe("pending");
    await endByClock(action);
    await untilIn(runner.task, "completed");
    expect([await completions(runner.task), await completions(urgent)]).toEqual([1, 1]);
    expect(runner.ran()).toEqual([runner.task.id, urgent.id, runner.task.id]);
  });
});
