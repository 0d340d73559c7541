import { expect, it } from "vitest";
import * as agentsExport from "@/app/api/v1/agents/export/route";
import * as eventsExport from "@/app/api/v1/events/export/route";
import * as overlaysExport from "@/app/api/v1/overlays/export/route";
import * as tasksExport from "@/app/api/v1/tasks/export/route";
import * as ticketsExport from "@/app/api/v1/tickets/export/route";
import type { RouteHandler } from "@/lib/platform/http/route";
import "../support/embedded";
import * as work from "@/lib/work/service";
import { call } from "../support/call";
import { ADMIN, aKey, aProject, aTask, aTicket, claimOne } from "../support/makers";
import { hold as placeHold } from "./support/acts";

const project = await aProject();
const ticket = await aTicket({ project });
const key = await aKey({ scopes: ["work:read"], project });

async function linesOf(handler: RouteHandler, query: Record<string, string> = {}, who = key) {
  const { status, raw } = await call(handler, { key: who, query });
  expect(status).toBe(200);
  return raw.trimEnd().split("\r\n");
}

it("tasks that match are all in the file, more than one page of them, and no others", async () => {
  const tasks = Array.from({ length: 205 }, (_, index) => ({
    ticketId: ticket.id,
    title: index === 0 ? "=cmd()" : `Task ${index}`,
    priority: index < 3 ? ("CRITICAL" as const) : ("LOW" as const),
  }));
  for (const task of tasks) await aTask({ ticket, ...task });
  expect(await linesOf(tasksExport.GET)).toHaveLength(206);
  const critical = await linesOf(tasksExport.GET, { priority: "CRITICAL", state: "pending,running" });
  expect(critical).toHaveLength(4);
  expect(critical[0]).toMatch(/^id,title,state,/);
  expect(critical.some((line) => line.includes(",'=cmd(),"))).toBe(true);
});

it("a key of another project exports nothing of this one", async () => {
  const foreign = await aKey({ scopes: ["work:read"], project: await aProject() });
  await placeHold({ kind: "project", projectId: project.id });
  for (const { GET } of [tasksExport, ticketsExport, agentsExport, overlaysExport, eventsExport]) {
    const text = (await linesOf(GET, {}, foreign)).join("\n");
    for (const id of [project.id, ticket.id]) expect(text).not.toContain(id);
    expect(text).not.toContain(project.name);
  }
});

it("overlays of every kind are in one file, and ended ones when asked for", async () => {
  const held = await claimOne({});
  const own = await aKey({ scopes: ["work:read"], project: held.project });
  const scope = { kind: "ticket" as const, ticketId: held.task.ticketId };
  const hold = await work.placeHold(ADMIN, { scope, reason: "stop, please" });
  await work.placeOverride(ADMIN, { scope, priority: "HIGH", reason: "r" });
  await work.placeReservation(ADMIN, { agentId: held.agent.id, slots: 1, scope, reason: "r" });
  const kinds = (lines: string[]) => lines.slice(1).map((line) => line.split(",")[1]);
  const wanted = ["hold", "priority_override", "capacity_reservation"];
  expect(kinds(await linesOf(overlaysExport.GET, {}, own))).toEqual(wanted);
  await work.endHold(ADMIN, hold.id, {});
  expect(kinds(await linesOf(overlaysExport.GET, {}, own))).toEqual(wanted.slice(1));
  const all = await linesOf(overlaysExport.GET, { live: "false" }, own);
  expect(kinds(all)).toEqual(wanted);
  expect(all[1]).toContain('"stop, please"');
});

it("agents, tickets and events are there with their names", async () => {
  const held = await claimOne({});
  const own = await aKey({ scopes: ["work:read"], project: held.project });
  expect((await linesOf(agentsExport.GET, {}, own)).at(-1)).toContain(held.agent.name);
  expect((await linesOf(ticketsExport.GET, { status: "open" }, own)).at(-1)).toContain(held.task.ticketId);
  const events = await linesOf(eventsExport.GET, { type: "task.claimed" }, own);
  expect(events).toHaveLength(2);
  expect(events[1]).toContain(held.task.id);
});

it("tickets and tasks name their project, and a task's state is the one that its page shows", async () => {
  const own = await aProject();
  const reader = await aKey({ scopes: ["work:read"], project: own });
  const place = await aTicket({ project: own });
  const first = await aTask({ ticket: place, title: "First" });
  await aTask({ ticket: place, title: "Second", dependsOn: [first.id] });
  const cellsOf = async (handler: RouteHandler, column: string) => {
    const [head, ...rows] = (await linesOf(handler, {}, reader)).map((line) => line.split(","));
    return rows.map((cells) => cells[head?.indexOf(column) ?? -1]);
  };
  expect(await cellsOf(tasksExport.GET, "project_id")).toEqual([own.id, own.id]);
  expect(await cellsOf(ticketsExport.GET, "project_id")).toEqual([own.id]);
  expect(await cellsOf(tasksExport.GET, "state")).toEqual(["blocked", "pending"]);
});

it("a filter that is none is refused with a problem, and no file begins", async () => {
  const { status, problem } = await call(tasksExport.GET, { key, query: { state: "nonsense" } });
  expect([status, problem.issues?.[0]?.pointer]).toEqual([400, "/state/0"]);
});
