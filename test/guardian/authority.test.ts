// Who may intervene: the credential alone says.
import { describe, expect, it } from "vitest";
import { POST as preview } from "@/app/api/v1/guardian/preview/route";
import type { PlanPreview } from "@/lib/guardian/schema";
import type { KeyLevel, KeyScope } from "@/lib/platform/auth/access";
import "../support/embedded";
import { call } from "../support/call";
import { aKey, aPerson, aProject, aTask, aTicket } from "../support/makers";
import { rows } from "../support/sql";
import { actionOf, actsOf, aLead, approve, type By, done, intervene, revert, standing } from "./support/acts";

const act: KeyScope[] = ["guardian:act", "work:read"];
const aGuardianKey = async (level: KeyLevel, scopes = act, project: { id: string } | null = null) => ({
  key: await aKey({ scopes, level, project }),
});

describe("test_authority_validation", () => {
  it.each([
    ["a worker's key", () => aGuardianKey("WORKER")],
    ["a guardian's key without the scope", () => aGuardianKey("GUARDIAN", ["work:read", "work:act"])],
    ["a viewer", async () => ({ person: await aPerson("viewer") })],
  ] as [string, () => Promise<By>][])(
    "%s is refused, changes nothing, and is on the record",
    async (_, make) => {
      const task = await aTask();
      const by = await make();
      const before = await standing(task.projectId);
      const refused = await intervene("cancel_task", { taskId: task.id }, by);
      expect([refused.status, refused.problem.code]).toEqual([403, "forbidden"]);
      expect(await standing(task.projectId)).toEqual(before);
      const [entry] = await rows<{ act: string; detail: string }>`
      SELECT act, detail FROM audit_entries WHERE actor = ${"person" in by ? by.person.id : by.key.id}`;
      expect(entry?.act).toBe("guardian.intervene.refused");
      expect(JSON.parse(entry?.detail ?? "{}")).toMatchObject({
        code: "forbidden",
        body: expect.stringContaining(task.id),
      });
    },
  );

  it.each(["WATCHDOG", "MONITOR"] as const)(
    "a key of %s authority proposes, and a person decides",
    async (level) => {
      const task = await aTask();
      const by = await aGuardianKey(level);
      const action = await done("cancel_task", { taskId: task.id }, by);
      expect(action).toMatchObject({
        status: "proposed",
        initiatedBy: { id: by.key.id, kind: "key" },
        approval: { reasons: ["Whoever asked has less than GUARDIAN authority."] },
      });
      expect((await approve(action, await aGuardianKey("GUARDIAN"))).status).toBe(403);
      const { json } = await approve(action, await aLead());
      expect(json).toMatchObject({ status: "executed", authorityLevel: 4 });
    },
  );

  it("a key of GUARDIAN authority carries out at once what nobody must approve", async () => {
    const task = await aTask();
    const action = await done("cancel_task", { taskId: task.id }, await aGuardianKey("GUARDIAN"));
    expect(action.status).toBe("executed");
  });

  it("an authority in the request is refused, whoever sends it", async () => {
    const task = await aTask();
    for (const field of ["authority", "authorityLevel", "authority_level"]) {
      const by = await aGuardianKey("MONITOR");
      const refused = await intervene("cancel_task", { taskId: task.id, [field]: 5 }, by);
      expect([refused.status, refused.problem.code]).toEqual([400, "invalid_request"]);
      expect(await actsOf(by)).toEqual(["guardian.intervene.refused"]);
    }
    expect((await rows`SELECT 1 FROM guardian_actions WHERE target_entity = ${task.id}`).length).toBe(0);
  });

  it("a lower authority cannot end what a higher one laid", async () => {
    const ticket = await aTicket();
    const action = await done("pause", { scope: { kind: "ticket", ticketId: ticket.id } });
    const refused = await revert(action, {}, await aGuardianKey("MONITOR"));
    expect([refused.status, refused.problem.facts]).toEqual([403, { authority: 3, needed: 4 }]);
    expect((await actionOf(action)).status).toBe("executed");
  });

  it("a key of one project neither touches nor sees another's", async () => {
    const [mine, task] = [await aProject(), await aTask()];
    const by = await aGuardianKey("GUARDIAN", act, mine);
    const refused = await intervene("cancel_task", { taskId: task.id }, by);
    expect([refused.status, refused.problem.code]).toEqual([404, "not_found"]);
    const action = await done("cancel_task", { taskId: task.id });
    expect((await revert(action, {}, by)).status).toBe(404);
    const whole = await done("pause", { scope: { kind: "all" } }, by);
    expect(whole).toMatchObject({ projectId: mine.id, status: "proposed" });
  });

  it("an alert that is not there, or another's, cannot be answered", async () => {
    const task = await aTask();
    const alertId = "alrt_00000000000000000000000000";
    const refused = await intervene("cancel_task", { taskId: task.id, alertId });
    expect([refused.status, refused.problem.detail]).toEqual([404, "There is no such alert."]);
    expect((await rows`SELECT state FROM tasks WHERE id = ${task.id}`)[0]).toEqual({ state: "pending" });
  });

  it("a preview says what asking would lead to, and does nothing", async () => {
    const task = await aTask();
    const before = await standing(task.projectId);
    const body = { intervention: { type: "cancel_task", taskId: task.id } };
    const ask = async (by: By) => (await call<PlanPreview>(preview, { method: "POST", body, ...by })).json;
    expect((await ask(await aLead())).outcome).toBe("executes");
    expect((await ask(await aGuardianKey("MONITOR"))).outcome).toBe("proposes");
    const asked = { ...body, approval: "ask" };
    const reply = await call<PlanPreview>(preview, { method: "POST", body: asked, ...(await aLead()) });
    expect(reply.json.outcome).toBe("asks_approval");
    expect(await standing(task.projectId)).toEqual(before);
  });
});
