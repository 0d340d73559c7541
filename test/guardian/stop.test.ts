// An emergency stop: a pause that also stops what runs.
import { describe, expect, it } from "vitest";
import { POST as previewRoute } from "@/app/api/v1/guardian/preview/route";
import { tickActions } from "@/lib/guardian/service";
import * as work from "@/lib/work/service";
import "../support/embedded";
import type { PlanPreview } from "@/lib/guardian/schema";
import { call } from "../support/call";
import { anAgent, aProject, aTask, aTicket } from "../support/makers";
import { change, rows } from "../support/sql";
import { complete, createAll, statesOf, take, takeIds } from "../work/support/acts";
import { actionOf, aLead, approve, done, intervene, outcomes, previewRevert, revert } from "./support/acts";

/** A ticket of which an agent holds two tasks, and a third waits; beside it another ticket's, which runs too. */
async function aField() {
  const project = await aProject();
  const ticket = await aTicket({ project });
  const worker = await anAgent({ project, capacity: 9 });
  await createAll(ticket, [{}, {}]);
  const held = await take(worker, 2);
  const waiting = await aTask({ ticket });
  const beside = await aTask({ project });
  const other = await anAgent({ project });
  await change`UPDATE tasks SET available_at = now() + interval '1 hour' WHERE id = ${waiting.id}`;
  const [elsewhere] = await take(other, 1);
  await change`UPDATE tasks SET available_at = now() WHERE id = ${waiting.id}`;
  const scope = { kind: "ticket" as const, ticketId: ticket.id };
  return { project, ticket, worker, other, held, waiting, beside, elsewhere, scope };
}

const toldOf = async (ids: string[]) =>
  (
    await rows<{ cause: string | null }>`
      SELECT cancel_cause AS cause FROM tasks WHERE id = ANY(${ids}) ORDER BY id`
  ).map(({ cause }) => cause);
const grace = (ids: string[]) =>
  change`UPDATE tasks SET cancel_deadline = now() - interval '1 second' WHERE id = ANY(${ids})`;

describe("a pause that stops what runs", () => {
  it("says before which tasks stop and what they have cost", async () => {
    const { scope, held, project } = await aField();
    const body = { intervention: { type: "pause", scope, attempts: "cancel" } };
    const { person } = await aLead();
    await change`UPDATE tasks SET title = 'Deploy' WHERE id = ${held[0]?.task.id ?? ""}`;
    const { json } = await call<PlanPreview>(previewRoute, { method: "POST", body, person });
    expect(json.outcome).toBe("executes");
    expect(json.plan.impact).toMatchObject({ stops: 2, holds: 1, costUsd: "0" });
    expect(json.plan.effects.map(({ kind }) => kind)).toEqual(["hold", "task_requeued", "task_requeued"]);
    expect(json.plan.effects.map(({ label }) => label).join()).toContain(
      "Task “Deploy” is stopped and goes back to the queue",
    );
    expect(await rows`SELECT 1 FROM holds WHERE project_id = ${project.id}`).toEqual([]);
  });

  it("tells what runs in its scope to stop, and nothing else, and all of it is back under the hold", async () => {
    const { scope, held, worker, waiting, elsewhere } = await aField();
    const ids = held.map(({ task }) => task.id).sort();
    const asked = await done("pause", { scope, attempts: "cancel" });
    const action = await actionOf(asked);
    expect(action).toMatchObject({ status: "executed", revertCause: null });
    expect(action.effects.map(({ kind, state }) => [kind, state])).toEqual([
      ["task_requeued", "done"],
      ["task_requeued", "done"],
      ["hold", "live"],
    ]);
    expect(await toldOf(ids)).toEqual(["preempt", "preempt"]);
    expect(await toldOf([elsewhere?.task.id ?? ""])).toEqual([null]);
    await grace(ids);
    await work.tick();
    expect(await statesOf(ids)).toEqual(["pending", "pending"]);
    expect(await takeIds(worker)).toEqual([]);
    // What runs outside of it goes on to its end.
    if (elsewhere) expect((await complete(elsewhere)).state).toBe("completed");
    expect(outcomes(await previewRevert(action))).toEqual(["reverted", "not_revertible", "not_revertible"]);
    await revert(action);
    expect((await takeIds(worker, 9)).sort()).toEqual([...ids, waiting.id].sort());
  });

  it("costs a task no attempt", async () => {
    const { scope, held, worker } = await aField();
    const [first] = held;
    const id = first?.task.id ?? "";
    await change`UPDATE tasks SET max_attempts = 1 WHERE id = ${id}`;
    const action = await done("pause", { scope, attempts: "cancel" });
    await grace([id]);
    await work.tick();
    await revert(action);
    expect(await takeIds(worker, 9)).toContain(id);
  });

  it("lets what runs go on unless that is asked for", async () => {
    const { scope, held } = await aField();
    const action = await done("pause", { scope });
    expect(action.plan.impact.stops).toBe(0);
    expect(action.plan.warnings).toContain("What runs goes on: 2 tasks.");
    expect(await toldOf(held.map(({ task }) => task.id))).toEqual([null, null]);
  });

  it("of an agent stops what that agent does", async () => {
    const { worker, held, elsewhere } = await aField();
    await done("pause", { scope: { kind: "agent", agentId: worker.agent.id }, attempts: "cancel" });
    expect(await toldOf(held.map(({ task }) => task.id))).toEqual(["preempt", "preempt"]);
    expect(await toldOf([elsewhere?.task.id ?? ""])).toEqual([null]);
  });

  it("approved later stops what runs by then, not what ran when it was asked for", async () => {
    const { scope, held, worker, waiting, ticket } = await aField();
    const asked = await done("pause", { scope, attempts: "cancel", approval: "ask" });
    const [first, second] = held;
    if (!first || !second) throw new Error("Nothing was claimed.");
    await complete(first);
    expect(await takeIds(worker)).toEqual([waiting.id]);
    expect((await approve(asked, await aLead())).status).toBe(200);
    const action = await actionOf(asked);
    expect([action.status, action.effects.map(({ entity, state }) => [entity, state])]).toEqual([
      "executed",
      [...[second.task.id, waiting.id].sort().map((id) => [id, "done"]), [ticket.id, "live"]],
    ]);
  });

  it("whose process died after the hold is gone on with by the clock", async () => {
    const { scope, held } = await aField();
    const asked = await done("pause", { scope, attempts: "cancel" });
    // As it was between the two halves.
    const ids = held.map(({ task }) => task.id);
    await change`UPDATE tasks SET cancel_requested_at = NULL, cancel_deadline = NULL, cancel_cause = NULL WHERE id = ANY(${ids})`;
    await change`UPDATE guardian_effects SET state = 'pending', ended_at = NULL WHERE action_id = ${asked.id} AND kind = 'task_requeued'`;
    await change`UPDATE guardian_actions SET status = 'executing' WHERE id = ${asked.id}`;
    await tickActions();
    expect(await toldOf(ids)).toEqual(["preempt", "preempt"]);
    expect((await actionOf(asked)).status).toBe("executed");
  });
});

describe("an emergency stop of everything in a project", () => {
  const aStop = async () => {
    const { project, held, elsewhere } = await aField();
    const scope = { kind: "project", projectId: project.id };
    const ids = [...held, ...(elsewhere ? [elsewhere] : [])].map(({ task }) => task.id);
    return { project, ids, body: { scope, attempts: "cancel" } };
  };

  it("waits for a second person", async () => {
    const { body, ids } = await aStop();
    const action = await done("pause", body);
    expect(action).toMatchObject({
      status: "proposed",
      approval: { reasons: ["It pauses a whole project."] },
    });
    expect(await toldOf(ids)).toEqual([null, null, null]);
  });

  it("acts at once where it cannot wait, and is reviewed afterwards, however many it stops", async () => {
    const { body, project } = await aStop();
    const ticket = await aTicket({ project });
    await createAll(ticket, Array(25).fill({}));
    await take(await anAgent({ project, capacity: 40 }), 40);
    const asked = await done("pause", { ...body, breakGlass: true }, await aLead());
    expect(asked.plan.impact.stops).toBeGreaterThan(25);
    const action = await actionOf(asked);
    expect(action).toMatchObject({ status: "executed", breakGlass: { reviewedBy: null } });
    const live = await rows`
      SELECT 1 FROM attempts a JOIN tasks t ON t.id = a.task_id
      WHERE a.project_id = ${project.id} AND a.ended_at IS NULL AND t.cancel_requested_at IS NULL`;
    expect(live).toEqual([]);
  });

  it("is refused for another word than finish or cancel", async () => {
    const { body } = await aStop();
    const { status, problem } = await intervene("pause", { ...body, attempts: "kill" });
    expect([status, problem.issues?.[0]?.pointer]).toEqual([400, "/attempts"]);
  });
});
