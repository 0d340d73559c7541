// Who may lay an overlay, how far it reaches, and who may end it.
import { describe, expect, it } from "vitest";
import { POST as endReservationRoute } from "@/app/api/v1/capacity-reservations/[id]/end/route";
import { POST as reserveRoute } from "@/app/api/v1/capacity-reservations/route";
import { POST as endHoldRoute } from "@/app/api/v1/holds/[id]/end/route";
import { POST as holdRoute, GET as listHoldsRoute } from "@/app/api/v1/holds/route";
import { POST as endOverrideRoute } from "@/app/api/v1/priority-overrides/[id]/end/route";
import { POST as overrideRoute } from "@/app/api/v1/priority-overrides/route";
import type { RouteHandler } from "@/lib/platform/http/route";
import type { Hold, HoldsPage } from "@/lib/work/schema";
import "../support/embedded";
import { call } from "../support/call";
import { aKey, anAgent, aPerson, aProject, aTask, type TestKey } from "../support/makers";
import { refusal } from "../support/refusal";
import { auditOf, eventsOf, rows } from "../support/sql";
import { endHold, hold, override, reserve, takeIds } from "./support/acts";

type Level = "WORKER" | "WATCHDOG" | "MONITOR" | "GUARDIAN";
const aGuard = (project: { id: string } | null, level: Level = "MONITOR") =>
  aKey({ scopes: ["work:read", "work:act"], level, project });

/** A project with an agent and a task, and a body for each kind of overlay over them. */
async function aScene() {
  const project = await aProject();
  const { agent } = await anAgent({ project, capacity: 4 });
  const task = await aTask({ project });
  const ends = { reason: "r", expiresInSeconds: 60 };
  const bodies = {
    hold: { scope: { kind: "ticket", ticketId: task.ticketId }, ...ends },
    override: { scope: { kind: "task", taskId: task.id }, priority: "HIGH", ...ends },
    reservation: { agentId: agent.id, slots: 1, scope: { kind: "ticket", ticketId: task.ticketId }, ...ends },
  };
  return { project, agent, task, bodies };
}

const KINDS = [
  ["hold", holdRoute, endHoldRoute],
  ["override", overrideRoute, endOverrideRoute],
  ["reservation", reserveRoute, endReservationRoute],
] as const;

const post = (handler: RouteHandler, key: TestKey, body: unknown, id?: string) =>
  call<Hold>(handler, { method: "POST", key, body, ...(id ? { params: { id } } : {}) });

describe.each(KINDS)("a %s", (kind, place, end) => {
  it("of a key must say when it ends; a person's need not", async () => {
    const { project, bodies } = await aScene();
    const { expiresInSeconds: _, ...endless } = bodies[kind];
    const { problem } = await post(place, await aGuard(project), endless);
    expect(problem).toMatchObject({ status: 400, issues: [{ in: "body", pointer: "/expiresInSeconds" }] });
    const person = await aPerson("lead");
    const { json } = await call<Hold>(place, { method: "POST", person, body: endless });
    expect(json).toMatchObject({ owner: person.id, expiresAt: null, endedAt: null });
  });

  it("of a key that is bound to a project reaches nothing of another: it is answered as absent", async () => {
    const { bodies } = await aScene();
    const guard = await aGuard(await aProject());
    const foreign = await post(place, guard, bodies[kind]);
    expect(foreign.problem).toMatchObject({ status: 404, code: "not_found" });
    const kept = await rows<{ act: string; detail: string }>`
      SELECT act, detail FROM audit_entries WHERE actor = ${guard.id}`;
    // What is kept is that it was refused, without the name of what is another's.
    expect(kept.map(({ act }) => act)).toEqual(kind === "hold" ? ["hold.place.refused"] : []);
    for (const { detail } of kept) expect(detail).not.toContain("targetLabel");
  });

  it("is ended by its equal and by the higher, and not by the lower", async () => {
    const { project, bodies } = await aScene();
    const placed = await post(place, await aGuard(project, "MONITOR"), bodies[kind]);
    const { id } = placed.json;
    const { problem } = await post(end, await aGuard(project, "WATCHDOG"), {}, id);
    expect(problem).toMatchObject({ status: 403, facts: { authority: 3 } });
    expect((await post(end, await aGuard(project, "MONITOR"), {}, id)).json.endedAt).not.toBeNull();
    const again = await post(place, await aGuard(project, "WORKER"), bodies[kind]);
    expect((await post(end, await aGuard(project, "GUARDIAN"), {}, again.json.id)).status).toBe(200);
  });

  it("that has ended stays as it ended: to end it again changes nothing", async () => {
    const { project, bodies } = await aScene();
    const key = await aGuard(project);
    const { id } = (await post(place, key, bodies[kind])).json;
    const first = await post(end, key, { reason: "enough" }, id);
    const again = await post(end, await aGuard(project), { reason: "once more" }, id);
    expect(again.json).toEqual(first.json);
    expect(first.json.endedBy).toBe(key.id);
    const acts = (await auditOf(id)).map(({ act, reason }) => [act.split(".")[1], reason]);
    expect(acts).toEqual([
      ["placed", "r"],
      ["ended", "enough"],
    ]);
    expect(await eventsOf(id)).toHaveLength(2);
  });

  it("of a foreign project cannot be ended, and is answered as absent", async () => {
    const { project, bodies } = await aScene();
    const { id } = (await post(place, await aGuard(project), bodies[kind])).json;
    const { problem } = await post(end, await aGuard(await aProject(), "GUARDIAN"), {}, id);
    expect(problem.status).toBe(404);
    expect(await eventsOf(id)).toHaveLength(1);
  });

  it("needs the right to act", async () => {
    const { project, bodies } = await aScene();
    const reader = await aKey({ scopes: ["work:read", "work:write", "work:run"], project });
    expect((await post(place, reader, bodies[kind])).status).toBe(403);
  });
});

describe("a key that is bound to a project", () => {
  it("holds all work of that project, and no other, when it says all", async () => {
    const [here, there] = [await aProject(), await aProject()];
    await aTask({ project: here });
    const other = await aTask({ project: there });
    const guard = await aGuard(here, "GUARDIAN");
    for (const scope of [
      { kind: "all" },
      { kind: "phase", phase: "BACKLOG" },
      { kind: "priority_at_most", priority: "CRITICAL" },
    ] as const) {
      const placed = await hold(scope, { expiresInSeconds: 60 }, guard.actor);
      expect(placed.projectId).toBe(here.id);
      expect(await takeIds(await anAgent({ project: here }))).toEqual([]);
      await endHold(placed, guard.actor);
    }
    const again = await hold({ kind: "all" }, { expiresInSeconds: 60 }, guard.actor);
    expect(await takeIds(await anAgent({ project: there }))).toEqual([other.id]);
    await endHold(again, guard.actor);
  });

  it("may name no other project, agent or ticket", async () => {
    const { project, agent, task } = await aScene();
    const guard = await aGuard(await aProject(), "GUARDIAN");
    const more = { expiresInSeconds: 60 };
    const asked = [
      hold({ kind: "project", projectId: project.id }, more, guard.actor),
      hold({ kind: "phase", phase: "DESIGN", projectId: project.id }, more, guard.actor),
      hold({ kind: "agent", agentId: agent.id }, more, guard.actor),
      hold({ kind: "ticket", ticketId: task.ticketId }, more, guard.actor),
      override({ kind: "ticket", ticketId: task.ticketId }, "LOW", more, guard.actor),
      reserve({ agent }, 1, { kind: "project", projectId: project.id }, more, guard.actor),
    ];
    for (const one of asked) expect((await refusal(one)).code).toBe("not_found");
  });

  it("sees holds of its project and of all work, and none of another", async () => {
    const [here, there] = [await aProject(), await aProject()];
    const mine = await hold({ kind: "project", projectId: here.id });
    const foreign = await hold({ kind: "project", projectId: there.id });
    const everywhere = await hold({ kind: "phase", phase: "DONE" });
    const { json } = await call<HoldsPage>(listHoldsRoute, {
      key: await aGuard(here),
      query: { limit: 200 },
    });
    const ids = json.items.map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining([mine.id, everywhere.id]));
    expect(ids).not.toContain(foreign.id);
    for (const one of [mine, foreign, everywhere]) await endHold(one);
  });
});
