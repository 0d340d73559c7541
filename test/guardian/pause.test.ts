// test_emergency_intervention: a scope is paused at once, for a time, and given back.
import { describe, expect, it } from "vitest";
import { tickActions } from "@/lib/guardian/service";
import * as work from "@/lib/work/service";
import "../support/embedded";
import { anAgent, aProject, aTask, aTicket } from "../support/makers";
import { auditOf, change, eventsOf, rows } from "../support/sql";
import { createAll, endHold, takeIds } from "../work/support/acts";
import { actionOf, done, extend, intervene, outcomes, previewRevert, revert } from "./support/acts";

async function aField() {
  const project = await aProject();
  const ticket = await aTicket({ project });
  const task = await aTask({ ticket });
  const agent = await anAgent({ project, capacity: 9 });
  return { project, ticket, task, agent, scope: { kind: "ticket", ticketId: ticket.id } };
}

describe("test_emergency_intervention: a pause", () => {
  it("stops a scope from the next claim on, as an overlay of the action that ends by itself", async () => {
    const { agent, scope, ticket } = await aField();
    const action = await done("pause", { scope, expiresInSeconds: 600 });
    expect(action).toMatchObject({
      status: "executed",
      targetEntity: ticket.id,
      authorityLevel: 4,
      approval: null,
    });
    expect(Date.parse(action.expiresAt ?? "") - Date.parse(action.executedAt ?? "")).toBe(600_000);
    expect(action.plan.impact).toMatchObject({ holds: 1, stops: 0 });
    expect(await takeIds(agent)).toEqual([]);
    const [hold] = await rows<{ owner: string; authority: number }>`
      SELECT owner, authority, expires_at FROM holds WHERE id = ${action.effects[0]?.refId ?? ""}`;
    expect(hold).toMatchObject({
      owner: action.id,
      authority: 4,
      expires_at: new Date(action.expiresAt ?? ""),
    });
  });

  it("lasts an hour when nobody says how long, and never longer than a day", async () => {
    const { scope } = await aField();
    const action = await done("pause", { scope });
    expect(action.plan.expiresInSeconds).toBe(3600);
    const refused = await intervene("pause", { scope, expiresInSeconds: 86_401 });
    expect([refused.status, refused.problem.issues?.[0]?.pointer]).toEqual([400, "/expiresInSeconds"]);
    expect((await extend(action, { expiresInSeconds: 86_401 })).status).toBe(400);
  });

  it("taken back says what it did, and the queue is as it was", async () => {
    const { agent, task, scope } = await aField();
    const action = await done("pause", { scope });
    expect(outcomes(await previewRevert(action))).toEqual(["reverted"]);
    expect(await takeIds(agent)).toEqual([]);
    const { json } = await revert(action);
    expect([json.status, outcomes(json)]).toEqual(["reverted", ["reverted"]]);
    expect(await takeIds(agent)).toEqual([task.id]);
    expect(await actionOf(action)).toMatchObject({
      status: "reverted",
      revertCause: "by_hand",
      isRevertible: false,
    });
    expect(await eventsOf(action.id)).toEqual([
      "guardian.intervention.started",
      "guardian.intervention.completed",
      "guardian.intervention.reverted",
    ]);
    expect((await auditOf(action.id)).map(({ act }) => act)).toEqual(await eventsOf(action.id));
  });

  it("that was ended elsewhere is reverted with that cause, and taking it back changes nothing", async () => {
    const { scope } = await aField();
    const action = await done("pause", { scope });
    await endHold({ id: action.effects[0]?.refId ?? "" });
    expect(outcomes(await previewRevert(action))).toEqual(["already_gone"]);
    await tickActions();
    expect(await actionOf(action)).toMatchObject({ status: "reverted", revertCause: "ended" });
    const again = await revert(action);
    expect([again.status, again.problem.facts]).toEqual([422, { status: "reverted" }]);
  });

  it("that nobody takes back ends by the clock, and so does its action", async () => {
    const { agent, scope } = await aField();
    const action = await done("pause", { scope });
    await change`UPDATE holds SET expires_at = now() WHERE owner = ${action.id}`;
    await change`UPDATE guardian_actions SET expires_at = now() WHERE id = ${action.id}`;
    expect(await takeIds(agent)).toHaveLength(1);
    await work.tick();
    await tickActions();
    expect(await actionOf(action)).toMatchObject({ status: "reverted", revertCause: "expired" });
  });

  it("is made longer by a person's decision, for its overlay too", async () => {
    const { scope } = await aField();
    const action = await done("pause", { scope, expiresInSeconds: 60 });
    const { json } = await extend(action, { expiresInSeconds: 7200 });
    const [hold] = await rows<{ expires_at: Date }>`SELECT expires_at FROM holds WHERE owner = ${action.id}`;
    expect(hold?.expires_at.toISOString()).toBe(json.expiresAt);
    expect(Date.parse(json.expiresAt ?? "")).toBeGreaterThan(Date.parse(action.expiresAt ?? "") + 7_000_000);
  });

  it("that is let go in stages gives back a tenth, then half, then all", async () => {
    const project = await aProject();
    const ticket = await aTicket({ project });
    await createAll(
      ticket,
      Array.from({ length: 200 }, () => ({})),
    );
    const agent = await anAgent({ project, capacity: 500 });
    const scope = { kind: "ticket", ticketId: ticket.id };
    const action = await done("pause", { scope, release: "staged" });
    await work.tick();
    const { json } = await revert(action);
    expect(json.status).toBe("reverting");
    const counts = [(await takeIds(agent, 500)).length];
    for (let step = 0; step < 2; step += 1) {
      await tickActions();
      expect(await takeIds(agent, 500)).toEqual([]);
      await change`UPDATE guardian_actions SET release_due_at = now() WHERE id = ${action.id}`;
      await tickActions();
      counts.push((await takeIds(agent, 500)).length);
    }
    const [first = 0, second = 0, third = 0] = counts;
    expect(first + second + third).toBe(200);
    expect([first > 5 && first < 40, second > 50 && second < 110]).toEqual([true, true]);
    expect(await actionOf(action)).toMatchObject({ status: "reverted", revertCause: "by_hand" });
  });
});
