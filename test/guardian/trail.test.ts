// What was done, by whom and why: in the trail, in events, in lists and files; and what was refused.
import { describe, expect, it } from "vitest";
import { GET as exportRoute } from "@/app/api/v1/guardian/actions/export/route";
import { GET as listRoute } from "@/app/api/v1/guardian/actions/route";
import type { ActionsPage } from "@/lib/guardian/schema";
import { readPlan } from "@/lib/guardian/service/plan";
import "../support/embedded";
import { call } from "../support/call";
import { aKey, anAgent, aPerson, aProject, aTask, aTicket } from "../support/makers";
import { auditOf, change, eventsOf, rows } from "../support/sql";
import { actionOf, actsOf, aLead, approve, done, intervene, revert, standing } from "./support/acts";

const list = async (query: Record<string, string>, person = aPerson("viewer")) =>
  (await call<ActionsPage>(listRoute, { query, person: await person })).json.items;

describe("test_intervention_audit_trail", () => {
  it("keeps who did what to what, why, by which authority and plan, and how it ended", async () => {
    const by = await aLead();
    const ticket = await aTicket();
    const scope = { kind: "ticket", ticketId: ticket.id };
    const action = await done("pause", { scope, reason: "Too hot." }, by);
    await revert(action, { reason: "Cooled." }, by);
    const entries = await auditOf(action.id);
    expect(entries).toEqual([
      { act: "guardian.intervention.started", actor: by.person.id, reason: "Too hot." },
      { act: "guardian.intervention.completed", actor: by.person.id, reason: "Too hot." },
      { act: "guardian.intervention.reverted", actor: by.person.id, reason: "Cooled." },
    ]);
    const { auditLog, plan } = await actionOf(action);
    expect(auditLog.map(({ status, by: who, note }) => [status, who, note])).toEqual([
      ["proposed", by.person.id, "Too hot."],
      ["executed", by.person.id, null],
      ["reverted", by.person.id, "Cooled."],
    ]);
    const [row] = await rows<{ plan: string; hash: string }>`
      SELECT plan, encode(sha256(convert_to(plan, 'UTF8')), 'hex') AS hash FROM guardian_actions WHERE id = ${action.id}`;
    expect([readPlan(row?.plan ?? ""), row?.hash]).toEqual([plan, action.planHash]);
  });

  it("keeps what was refused: what is not there, what has ended, what is wrong, a second time", async () => {
    const by = await aLead();
    const task = await aTask();
    await done("cancel_task", { taskId: task.id }, by);
    const before = await standing(task.projectId);
    const ghost = "task_00000000000000000000000000";
    const tries = [
      intervene("cancel_task", { taskId: ghost }, by),
      intervene("cancel_task", { taskId: task.id }, by),
      intervene("cancel_task", { taskId: "nonsense" }, by),
      intervene("cancel_task", { taskId: task.id, reason: "" }, by),
      intervene("cancel_task", "{" as unknown as Record<string, unknown>, by),
    ];
    const replies = await Promise.all(tries.slice(0, 4));
    await Promise.all(tries);
    expect(replies.map(({ status, problem }) => [status, problem.code])).toEqual([
      [404, "not_found"],
      [422, "invalid_state"],
      [400, "invalid_request"],
      [400, "invalid_request"],
    ]);
    expect(replies[1]?.problem.facts).toEqual({ state: "cancelled" });
    expect(await standing(task.projectId)).toEqual(before);
    expect((await actsOf(by)).filter((act) => act === "guardian.intervene.refused")).toHaveLength(5);
  });

  it("names the target of what was refused, though neither scope nor body was right, and only to who sees it", async () => {
    const [project, other] = [await aProject(), await aProject()];
    const { agent } = await anAgent({ project });
    const task = await aTask({ project, title: "Mend add()" });
    const key = await aKey({ project, scopes: ["work:read"] });
    await intervene("quarantine_agent", { agentId: agent.id }, { key });
    await intervene("cancel_task", { taskId: task.id, reason: "" }, { key });
    await intervene("pause", { scope: { kind: "all" } }, { key });
    await intervene("pause", { scope: { kind: "project", projectId: other.id } }, { key });
    const action = await done("quarantine_agent", { agentId: agent.id });
    await revert(action, {}, { key });
    const told = await rows<{ entity: string; detail: string }>`
      SELECT entity, detail FROM audit_entries WHERE actor = ${key.id} ORDER BY seq`;
    const labels = told.map(({ entity, detail }) => [entity, JSON.parse(detail).targetLabel]);
    expect(labels).toEqual([
      [agent.id, `Agent ${agent.name}`],
      [task.id, "Task “Mend add()”"],
      [project.id, `All work in ${project.name}`],
      ["/api/v1/test", undefined],
      [action.id, `Agent ${agent.name}`],
    ]);
  });

  it("keeps why an approval came too late under the approver's name, and what the asker gave apart", async () => {
    const [asker, other] = [await aLead(), await aLead()];
    const task = await aTask();
    const action = await done("cancel_task", { taskId: task.id, approval: "ask", reason: "Hot." }, asker);
    await done("cancel_task", { taskId: task.id }, asker);
    await approve(action, other);
    const [entry] = await rows<{ actor: string; reason: string; detail: string }>`
      SELECT actor, reason, detail FROM audit_entries
      WHERE entity = ${action.id} AND act = 'guardian.intervention.failed'`;
    expect(entry).toMatchObject({ actor: other.person.id, reason: expect.stringContaining("cancelled") });
    expect(JSON.parse(entry?.detail ?? "")).toMatchObject({ status: "stale", askedReason: "Hot." });
    const [asked] = await rows<{ detail: string }>`
      SELECT detail FROM audit_entries WHERE entity = ${action.id} AND act = 'guardian.approval.requested'`;
    expect(JSON.parse(asked?.detail ?? "").plan).toMatchObject({ label: action.targetLabel });
  });

  it("a repeated request with its Idempotency-Key is answered alike and done once", async () => {
    const task = await aTask();
    const headers = { "idempotency-key": "once" };
    const by = await aLead();
    const first = await intervene("cancel_task", { taskId: task.id }, by, { headers });
    const again = await intervene("cancel_task", { taskId: task.id }, by, { headers });
    expect(again.json).toEqual(first.json);
    expect(await rows`SELECT 1 FROM guardian_actions WHERE target_entity = ${task.id}`).toHaveLength(1);
  });

  it("a self-approval without its mark, a life of more than a day, or an end without its time cannot be written", async () => {
    const scope = { kind: "ticket", ticketId: (await aTicket()).id };
    const action = await done("pause", { scope });
    await expect(
      change`UPDATE guardian_actions SET approved_by = initiated_by WHERE id = ${action.id}`,
    ).rejects.toThrow(/other_approves/);
    await expect(
      change`UPDATE guardian_actions SET ttl_seconds = 86401 WHERE id = ${action.id}`,
    ).rejects.toThrow(/within_a_day/);
    await expect(
      change`UPDATE guardian_actions SET status = 'reverted' WHERE id = ${action.id}`,
    ).rejects.toThrow(/reverted_when/);
  });
});

describe("test_event_publishing", () => {
  it("tells whoever listens what was begun, moved, done and taken back, with its target and its reason", async () => {
    const project = await aProject();
    await anAgent({ project, capacity: 2 });
    const ticket = await aTicket({ project });
    await aTask({ ticket });
    const to = { kind: "ticket", ticketId: ticket.id };
    const action = await done("reallocate", { to, slots: { max: 1 }, reason: "Help." });
    await revert(action, { reason: "Enough." });
    const told = await rows<{ type: string; project_id: string; payload: Record<string, unknown> }>`
      SELECT type, project_id, payload FROM events WHERE entity = ${action.id} ORDER BY seq`;
    expect(told.map(({ type, payload }) => [type, payload.reason])).toEqual([
      ["guardian.intervention.started", "Help."],
      ["guardian.resource.reallocated", "Help."],
      ["guardian.intervention.completed", "Help."],
      ["guardian.intervention.reverted", "Enough."],
    ]);
    for (const { project_id, payload } of told) {
      expect([project_id, payload.actionType, payload.targetEntity]).toEqual([
        project.id,
        "reallocate",
        ticket.id,
      ]);
    }
    expect(told[1]?.payload.slots).toBe(1);
    const laid = action.effects[0]?.refId ?? "";
    expect(await eventsOf(laid)).toEqual(["capacity_reservation.placed", "capacity_reservation.ended"]);
  });
});

describe("the list of actions", () => {
  it("is found by type, target, actor, outcome and project, and exported as a file", async () => {
    const project = await aProject();
    const by = await aLead();
    const [task, other] = [await aTask({ project }), await aTask({ project })];
    const cancelled = await done("cancel_task", { taskId: task.id, reason: "=1+1" }, by);
    const scope = { kind: "task", taskId: other.id };
    const overridden = await done("override_priority", { scope, priority: "CRITICAL" });
    await revert(overridden);
    const ids = async (query: Record<string, string>) =>
      (await list({ project: project.id, ...query })).map(({ id }) => id);
    expect(await ids({})).toEqual([overridden.id, cancelled.id]);
    expect(await ids({ type: "cancel_task" })).toEqual([cancelled.id]);
    expect(await ids({ target: other.id })).toEqual([overridden.id]);
    expect(await ids({ target: overridden.effects[0]?.refId ?? "" })).toEqual([overridden.id]);
    expect(await ids({ actor: by.person.actor.name })).toEqual([cancelled.id]);
    expect(await ids({ actor: by.person.id })).toEqual([cancelled.id]);
    expect(await ids({ status: "reverted,failed" })).toEqual([overridden.id]);
    expect(await ids({ limit: "1" })).toEqual([overridden.id]);
    const query = { project: project.id, type: "cancel_task" };
    const { raw, headers } = await call(exportRoute, { query, person: await aPerson("viewer") });
    const lines = raw.trim().split("\r\n");
    expect([lines.length, headers.get("content-type")]).toEqual([2, "text/csv; charset=utf-8"]);
    expect(lines[1]).toContain(`${cancelled.id},cancel_task,executed,${task.id}`);
    expect(lines[1]).toContain("'=1+1");
  });
});
