// What another person must approve, and what an approval is worth.
import { describe, expect, it } from "vitest";
import { tickActions } from "@/lib/guardian/service";
import * as work from "@/lib/work/service";
import "../support/embedded";
import { ADMIN, aKey, anAgent, aProject, aTask, aTicket } from "../support/makers";
import { change, eventsOf, rows } from "../support/sql";
import { createAll, take, takeIds } from "../work/support/acts";
import {
  actionOf,
  actsOf,
  aLead,
  approve,
  done,
  extend,
  intervene,
  reject,
  revert,
  review,
  standing,
} from "./support/acts";

/** A proposal by one lead, and another who may decide. */
async function aProposal() {
  const [asker, other] = [await aLead(), await aLead()];
  const task = await aTask();
  const action = await done("cancel_task", { taskId: task.id, approval: "ask" }, asker);
  return { asker, other, task, action };
}

describe("approval of an intervention", () => {
  it("is asked of another person for what is dangerous, and nothing is done until then", async () => {
    const project = await aProject();
    const task = await aTask({ project });
    const [asker, other] = [await aLead(), await aLead()];
    const scope = { kind: "project", projectId: project.id };
    const action = await done("pause", { scope }, asker);
    expect(action).toMatchObject({
      status: "proposed",
      approval: { reasons: ["It pauses a whole project."] },
    });
    expect(await takeIds(await anAgent({ project }))).toEqual([task.id]);
    const { json } = await approve(action, other, { note: "Go." });
    expect(json).toMatchObject({
      status: "executed",
      approvedBy: { id: other.person.id },
      approval: { note: "Go." },
    });
    await aTask({ project });
    expect(await takeIds(await anAgent({ project }))).toEqual([]);
    expect(await eventsOf(action.id)).toEqual([
      "guardian.approval.requested",
      "guardian.approval.granted",
      "guardian.intervention.started",
      "guardian.intervention.completed",
    ]);
  });

  it("is asked for a pause of every priority, which is one of everything by another name", async () => {
    const { id: projectId } = await aProject();
    const scope = { kind: "priority_at_most", priority: "CRITICAL" };
    const everywhere = await done("pause", { scope });
    expect(everywhere.approval?.reasons).toEqual(["It pauses all work."]);
    const inOne = await done("pause", { scope: { ...scope, projectId } });
    expect(inOne).toMatchObject({
      status: "proposed",
      approval: { reasons: ["It pauses a whole project."] },
    });
    const high = await done("pause", { scope: { kind: "priority_at_most", priority: "HIGH", projectId } });
    expect(high.status).toBe("executed");
    await revert(high);
  });

  it("is asked once for the same: who asks again is answered what waits, and hears when it is decided", async () => {
    const key = await aKey({ scopes: ["guardian:act", "work:read"], level: "WATCHDOG" });
    const task = await aTask();
    const body = { taskId: task.id, expiresInSeconds: 900 };
    const first = await done("cancel_task", body, { key });
    const again = await intervene("cancel_task", { ...body, reason: "Still." }, { key });
    expect([again.status, again.json]).toMatchObject([
      201,
      { id: first.id, reason: "test", status: "proposed" },
    ]);
    expect(await eventsOf(first.id)).toEqual(["guardian.approval.requested"]);
    // Another's, another time and another act are others.
    const others = [
      await done("cancel_task", { ...body, approval: "ask" }, await aLead()),
      await done("cancel_task", { ...body, graceSeconds: 5 }, { key }),
      await done(
        "override_priority",
        { scope: { kind: "task", ...{ taskId: task.id } }, priority: "HIGH" },
        { key },
      ),
      await done(
        "override_priority",
        { scope: { kind: "task", taskId: task.id }, priority: "HIGH", expiresInSeconds: 60 },
        { key },
      ),
    ];
    expect(new Set([first, ...others].map(({ id }) => id)).size).toBe(5);
    await reject(first, await aLead());
    expect((await done("cancel_task", body, { key })).id).not.toBe(first.id);
  });

  it("is asked anew for what was overtaken or came too late, and what waited in vain says so", async () => {
    const key = await aKey({ scopes: ["guardian:act", "work:read"], level: "WATCHDOG" });
    const task = await aTask({ title: "one" });
    const body = { taskId: task.id };
    const first = await done("cancel_task", body, { key });
    await work.updateTask(ADMIN, task.id, { title: "two" });
    const second = await done("cancel_task", body, { key });
    expect(second.id).not.toBe(first.id);
    expect(await actionOf(first)).toMatchObject({
      status: "stale",
      failure: expect.stringContaining("has changed"),
    });
    await change`UPDATE guardian_actions SET approval_expires_at = now() WHERE id = ${second.id}`;
    const third = await done("cancel_task", body, { key });
    expect(third.id).not.toBe(second.id);
    expect((await approve(third, await aLead())).json.status).toBe("executed");
  });

  it("is not given by whoever issued the key that asked", async () => {
    const [issuer, other] = [await aLead(), await aLead()];
    const key = await aKey({ scopes: ["guardian:act", "work:read"], level: "GUARDIAN" });
    await change`UPDATE access_keys SET created_by = ${issuer.person.id} WHERE id = ${key.actor.id}`;
    const { id } = await aTask();
    const action = await done("cancel_task", { taskId: id, approval: "ask" }, { key });
    expect((await approve(action, issuer)).status).toBe(403);
    expect((await approve(action, other)).json.status).toBe("executed");
  });

  it("is not stretched by whoever needed it, nor by anybody after a bad review", async () => {
    const [asker, other] = [await aLead(), await aLead()];
    const pause = async () => ({ scope: { kind: "project", projectId: (await aProject()).id } });
    const action = await done("pause", await pause(), asker);
    await approve(action, other);
    expect((await extend(action, { expiresInSeconds: 7200 }, asker)).status).toBe(403);
    expect((await extend(action, { expiresInSeconds: 7200 }, other)).status).toBe(200);
    const broken = await done("pause", { ...(await pause()), breakGlass: true }, asker);
    await review(broken, { verdict: "not_justified" }, other);
    expect((await extend(broken, { expiresInSeconds: 7200 }, other)).status).toBe(422);
    for (const one of [action, broken]) await revert(one);
  });

  it("is asked where more than ten running attempts would end", async () => {
    const project = await aProject();
    const ticket = await aTicket({ project });
    await createAll(
      ticket,
      Array.from({ length: 11 }, () => ({})),
    );
    const worker = await anAgent({ project, capacity: 11 });
    await take(worker, 10);
    const body = { agentId: worker.agent.id, attempts: "cancel" };
    const ten = await done("quarantine_agent", body);
    expect(ten.status).toBe("executed");
    await revert(ten);
    await take(worker, 11);
    expect(
      (await rows`SELECT 1 FROM attempts WHERE agent_id = ${worker.agent.id} AND ended_at IS NULL`).length,
    ).toBe(11);
    await change`UPDATE tasks SET cancel_requested_at = NULL, cancel_deadline = NULL, cancel_reason = NULL,
      cancel_requested_by = NULL, cancel_cause = NULL WHERE ticket_id = ${ticket.id}`;
    const eleven = await done("quarantine_agent", body);
    expect(eleven.approval?.reasons).toEqual(["It ends 11 running attempts, more than 10."]);
  });

  it("is never given by whoever asked, by a key, or for another plan than the one that was read", async () => {
    const { asker, other, action, task } = await aProposal();
    const before = await standing(task.projectId);
    const own = await approve(action, asker);
    expect([own.status, own.problem.code]).toEqual([403, "forbidden"]);
    const key = await aKey({ level: "GUARDIAN", scopes: ["guardian:act", "work:read"] });
    expect((await approve(action, { key })).status).toBe(403);
    const changed = await approve({ ...action, planHash: "0".repeat(64) }, other);
    expect([changed.status, changed.problem.facts]).toEqual([409, { planHash: action.planHash }]);
    expect(await standing(task.projectId)).toEqual(before);
    expect(await actsOf(asker)).toEqual(["guardian.approval.requested", "guardian.approve.refused"]);
    expect(await actsOf(other)).toEqual(["guardian.approve.refused"]);
  });

  it("is given once: a second one is refused with the state, and nothing happens twice", async () => {
    const { other, action } = await aProposal();
    expect((await approve(action, other)).status).toBe(200);
    const second = await approve(action, await aLead());
    expect([second.status, second.problem.facts]).toEqual([422, { status: "executed" }]);
    expect((await eventsOf(action.id)).filter((type) => type.endsWith("granted"))).toHaveLength(1);
  });

  it("for what has changed since does nothing and ends stale", async () => {
    const { other, action, task } = await aProposal();
    await take(await anAgent({ project: { id: task.projectId } }));
    const refused = await approve(action, other);
    expect([refused.status, refused.problem.facts]).toEqual([409, { status: "stale", actionId: action.id }]);
    expect(await actionOf(action)).toMatchObject({
      status: "stale",
      failure: expect.stringContaining("was pending and is claimed"),
      effects: [],
    });
    expect((await approve(action, other)).status).toBe(422);
    expect(await rows`SELECT cancel_requested_at FROM tasks WHERE id = ${task.id}`).toEqual([
      { cancel_requested_at: null },
    ]);
  });

  it("for what cannot be done any more ends stale, whatever stands in its way", async () => {
    const [asker, other] = [await aLead(), await aLead()];
    const project = await aProject();
    const worker = await anAgent({ project, capacity: 2 });
    const ticket = await aTicket({ project });
    await aTask({ ticket });
    const to = { kind: "ticket", ticketId: ticket.id };
    const action = await done("reallocate", { to, slots: { max: 1 }, approval: "ask" }, asker);
    await work.placeReservation(ADMIN, {
      agentId: worker.agent.id,
      slots: 2,
      scope: { kind: "phase", phase: "DESIGN" },
      reason: "first",
    });
    expect((await approve(action, other)).status).toBe(409);
    expect(await actionOf(action)).toMatchObject({ status: "stale", approvedBy: null });
    expect(await rows`SELECT 1 FROM capacity_reservations WHERE owner = ${action.id}`).toEqual([]);
  });

  it("expires when nobody decides, and then decides nothing", async () => {
    const { other, action } = await aProposal();
    expect(Date.parse(action.approval?.expiresAt ?? "") - Date.parse(action.createdAt)).toBe(600_000);
    await change`UPDATE guardian_actions SET approval_expires_at = now() WHERE id = ${action.id}`;
    const late = await approve(action, other);
    expect([late.status, late.problem.facts]).toEqual([422, { status: "expired" }]);
    await tickActions();
    expect((await actionOf(action)).status).toBe("expired");
    expect(await eventsOf(action.id)).toEqual(["guardian.approval.requested", "guardian.approval.expired"]);
  });

  it("is refused with a reason, or withdrawn by whoever asked", async () => {
    const first = await aProposal();
    expect((await reject(first.action, first.other)).json).toMatchObject({
      status: "rejected",
      approval: { note: "no" },
    });
    expect((await approve(first.action, first.other)).status).toBe(422);
    const second = await aProposal();
    expect((await reject(second.action, second.asker)).json.status).toBe("rejected");
    expect(await eventsOf(second.action.id)).toEqual([
      "guardian.approval.requested",
      "guardian.approval.rejected",
    ]);
  });
});

describe("acting before anybody has approved", () => {
  const scope = async () => ({ kind: "project", projectId: (await aProject()).id });

  it("is for people, within limits, and another person reviews it", async () => {
    const [actor, other] = [await aLead(), await aLead()];
    const action = await done("pause", { scope: await scope(), breakGlass: true }, actor);
    expect(action).toMatchObject({ status: "executed", breakGlass: { reviewedAt: null }, approvedBy: null });
    expect((await extend(action, { expiresInSeconds: 600 }, other)).status).toBe(422);
    expect((await review(action, {}, actor)).status).toBe(403);
    const { json } = await review(action, { verdict: "not_justified" }, other);
    expect(json.breakGlass).toMatchObject({ verdict: "not_justified", reviewedBy: { id: other.person.id } });
    expect((await review(action, {}, other)).status).toBe(422);
    expect(await eventsOf(action.id)).toContain("guardian.intervention.reviewed");
    const key = await aKey({ level: "GUARDIAN", scopes: ["guardian:act", "work:read"] });
    expect((await intervene("pause", { scope: await scope(), breakGlass: true }, { key })).status).toBe(403);
  });

  it("has an end: not for long, and not again and again without a review", async () => {
    const actor = await aLead();
    const long = await intervene(
      "pause",
      { scope: await scope(), breakGlass: true, expiresInSeconds: 7200 },
      actor,
    );
    expect(long.status).toBe(403);
    for (let n = 0; n < 3; n += 1) await done("pause", { scope: await scope(), breakGlass: true }, actor);
    const fourth = await intervene("pause", { scope: await scope(), breakGlass: true }, actor);
    expect([fourth.status, fourth.problem.detail]).toEqual([
      403,
      expect.stringContaining("wait for their review"),
    ]);
  });

  it("is no word for what nobody must approve: that needs no review", async () => {
    const task = await aTask();
    const action = await done("cancel_task", { taskId: task.id, breakGlass: true });
    expect(action).toMatchObject({ status: "executed", breakGlass: null });
  });
});
