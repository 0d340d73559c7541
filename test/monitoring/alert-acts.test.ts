// What people do with alerts: each act once, with the right, on the record.
import { beforeEach, describe, expect, it } from "vitest";
import * as monitoring from "@/lib/monitoring/service";
import { raiseAlert } from "@/lib/monitoring/service";
import { transact } from "@/lib/platform/db/transact";
import "../support/embedded";
import { ADMIN, aKey, aPerson, aProject, aTask } from "../support/makers";
import { refusal } from "../support/refusal";
import { auditOf, eventsOf } from "../support/sql";
import { age, alertOf, alertsOf, evaluate } from "./support/alerts";
import { allQuiet, queueRule, raised } from "./support/queue";

beforeEach(allQuiet);

describe("a person", () => {
  it("acknowledges, silences, escalates and resolves, each on the record", async () => {
    const { id } = await raised();
    const lead = await aPerson("lead");
    await monitoring.acknowledgeAlert(lead.actor, id, { note: "Looking." });
    expect(await alertOf(id)).toMatchObject({
      state: "acknowledged",
      acknowledged: { name: lead.actor.name },
    });
    await monitoring.silenceAlert(lead.actor, id, { seconds: 600 });
    await monitoring.escalateAlert(lead.actor, id, { reason: "I need help." });
    const resolved = await monitoring.resolveAlert(lead.actor, id, { note: "A bad deploy." });
    expect(resolved).toMatchObject({
      state: "resolved",
      resolved: { name: lead.actor.name, note: "A bad deploy." },
    });
    expect(await eventsOf(id)).toEqual([
      "alert.raised",
      "alert.acknowledged",
      "alert.silenced",
      "alert.escalated",
      "alert.resolved",
    ]);
    expect(await auditOf(id)).toEqual([
      { act: "alert.acknowledge", actor: lead.id, reason: "Looking." },
      { act: "alert.silence", actor: lead.id, reason: null },
      { act: "alert.escalate", actor: lead.id, reason: "I need help." },
      { act: "alert.resolve", actor: lead.id, reason: "A bad deploy." },
    ]);
  });

  it("silences an alert: it is counted and stays quiet, and is raised again if it lives when the time is over", async () => {
    const { id } = await raised();
    await monitoring.silenceAlert(ADMIN, id, { seconds: 600 });
    await evaluate(queueRule());
    expect(await alertOf(id)).toMatchObject({ state: "silenced", count: 2 });
    await age(id, 601);
    await evaluate(queueRule());
    await evaluate(queueRule());
    expect(await alertOf(id)).toMatchObject({ state: "raised", silenced: null });
    expect(await eventsOf(id)).toEqual(["alert.raised", "alert.silenced", "alert.raised"]);
  });

  it("finds an acknowledged alert acknowledged again when its silence is over, and nobody is told", async () => {
    const { id } = await raised();
    await monitoring.acknowledgeAlert(ADMIN, id, {});
    await monitoring.silenceAlert(ADMIN, id, { seconds: 60 });
    await age(id, 61);
    await evaluate(queueRule());
    expect((await alertOf(id)).state).toBe("acknowledged");
    expect((await eventsOf(id)).filter((type) => type === "alert.raised")).toHaveLength(1);
  });

  it("cannot do twice what was done, nor anything with what is over: 422 with the state, and nothing changed", async () => {
    const { id } = await raised();
    const acts = {
      acknowledge: () => monitoring.acknowledgeAlert(ADMIN, id, {}),
      escalate: () => monitoring.escalateAlert(ADMIN, id, { reason: "r" }),
      silence: () => monitoring.silenceAlert(ADMIN, id, { seconds: 60 }),
      resolve: () => monitoring.resolveAlert(ADMIN, id, { note: "n" }),
    };
    for (const twice of ["acknowledge", "escalate"] as const) {
      await acts[twice]();
      expect(await refusal(acts[twice]())).toMatchObject({
        code: "invalid_state",
        facts: { state: "acknowledged" },
      });
    }
    await acts.resolve();
    const before = await alertOf(id);
    for (const act of Object.values(acts)) {
      expect(await refusal(act())).toMatchObject({ code: "invalid_state", facts: { state: "resolved" } });
    }
    expect(await alertOf(id)).toEqual(before);
    expect(await auditOf(id)).toHaveLength(3);
  });

  it("without the right is refused, and a foreign project's alert is not there", async () => {
    const task = await aTask();
    const about = { entity: task.id, projectId: task.projectId };
    const alert = { rule: "odd", severity: "info" as const, title: "t", ...about };
    const { id } = await transact("test", (tx) => raiseAlert(tx, alert));
    const viewer = await aPerson("viewer");
    expect(await refusal(monitoring.resolveAlert(viewer.actor, id, { note: "n" }))).toMatchObject({
      code: "forbidden",
    });
    const scopes = ["work:read", "alerts:act"] as const;
    const own = await aKey({ scopes: [...scopes], project: { id: task.projectId } });
    const foreign = await aKey({ scopes: [...scopes], project: await aProject() });
    expect(await refusal(monitoring.getAlert(foreign.actor, id))).toMatchObject({ code: "not_found" });
    expect(await refusal(monitoring.acknowledgeAlert(foreign.actor, id, {}))).toMatchObject({
      code: "not_found",
    });
    expect((await monitoring.listAlerts(foreign.actor, { limit: 50 })).items).toEqual([]);
    expect((await monitoring.acknowledgeAlert(own.actor, id, {})).state).toBe("acknowledged");
  });

  it("lists alerts by state, severity, rule, entity and project, page by page, and takes them along as CSV", async () => {
    const project = await aProject();
    for (let n = 0; n < 5; n += 1) {
      const severity = n % 2 === 0 ? ("critical" as const) : ("info" as const);
      const alert = {
        rule: `r${n}`,
        severity,
        title: `=t${n}`,
        entity: n === 4 ? "agent_x" : null,
        projectId: project.id,
      };
      await transact("test", (tx) => raiseAlert(tx, alert));
    }
    const titles = async (query: object) =>
      (await alertsOf({ project: project.id, ...query })).map(({ title }) => title);
    const [newest] = await alertsOf({ project: project.id });
    await monitoring.resolveAlert(ADMIN, newest?.id ?? "", { note: "n" });
    expect(await titles({})).toEqual(["=t4", "=t3", "=t2", "=t1", "=t0"]);
    expect(await titles({ state: "live" })).toEqual(["=t3", "=t2", "=t1", "=t0"]);
    expect(await titles({ state: "resolved" })).toEqual(["=t4"]);
    expect(await titles({ severity: "critical" })).toEqual(["=t4", "=t2", "=t0"]);
    expect(await titles({ rule: "r1" })).toEqual(["=t1"]);
    expect(await titles({ entity: "agent_x" })).toEqual(["=t4"]);
    const first = await monitoring.listAlerts(ADMIN, { project: project.id, limit: 2 });
    const second = await monitoring.listAlerts(ADMIN, {
      project: project.id,
      limit: 2,
      cursor: first.nextCursor ?? "",
    });
    expect(second.items.map(({ title }) => title)).toEqual(["=t2", "=t1"]);
    expect(await monitoring.countAlerts(ADMIN, { project: project.id })).toEqual({
      raised: 4,
      acknowledged: 0,
      silenced: 0,
      critical: 2,
    });
    const raised = async (query: object) =>
      (await monitoring.countAlerts(ADMIN, { project: project.id, ...query })).raised;
    expect(await raised({ severity: "critical" })).toBe(2);
    expect(await raised({ rule: "r1" })).toBe(1);
    expect(await raised({ entity: "agent_none" })).toBe(0);
    // A page passes its filter on, and each of its tabs has the count of its own state.
    expect(await raised({ state: "resolved" })).toBe(4);
    const csv = await (await monitoring.exportAlerts(ADMIN, { project: project.id, format: "csv" })).text();
    expect(csv.split("\r\n")).toHaveLength(7);
    expect(csv).toContain("'=t0");
  });
});
