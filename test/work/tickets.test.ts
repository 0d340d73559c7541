import { describe, expect, it } from "vitest";
import { POST as createProjectRoute } from "@/app/api/v1/projects/route";
import { PATCH as updateTaskRoute } from "@/app/api/v1/tasks/[id]/route";
import { POST as createTaskRoute, GET as listTasksRoute } from "@/app/api/v1/tasks/route";
import { PATCH as updateTicketRoute } from "@/app/api/v1/tickets/[id]/route";
import { POST as transitionRoute } from "@/app/api/v1/tickets/[id]/transition/route";
import { POST as createTicketRoute, GET as listTicketsRoute } from "@/app/api/v1/tickets/route";
import { listPhases, parsePhases } from "@/lib/work/phases";
import {
  type Project,
  type Task,
  type TasksPage,
  type Ticket,
  type TicketDetail,
  type TicketsPage,
  TransitionTicket,
} from "@/lib/work/schema";
import * as work from "@/lib/work/service";
import "../support/embedded";
import { call } from "../support/call";
import { ADMIN, aKey, aPerson, aProject, aTask, aTicket, claimOne, unique } from "../support/makers";
import { refusal } from "../support/refusal";
import { auditOf, change, eventsOf } from "../support/sql";

describe("the phases' configuration", () => {
  const phase = (id: string, next: string[] = []) =>
    `  - {id: ${id}, name: n, description: d, next: [${next.join(", ")}]}\n`;

  it.each([
    ["a list that is none", "phases: 3", /phases\.yaml: phases: .*type array/],
    ["YAML that is none", "phases: [\n  - {id: A", /phases\.yaml: .*line \d+/],
    ["an id in lower case", `phases:\n${phase("backlog")}`, /phases\.yaml: phases\.0\.id: Use upper case/],
    [
      "a field it does not know",
      "phases:\n  - {id: A, name: n, description: d, next: [], colour: red}",
      /colour/,
    ],
    ["a missing field", "phases:\n  - {id: A, name: n, next: []}", /phases\.yaml: phases\.0\.description/],
    ["no phase at all", "phases: []", /phases\.yaml: phases: /],
    [
      "two of the same id",
      `phases:\n${phase("A")}${phase("A")}`,
      /phases\.yaml: two phases have the same id/,
    ],
    ["a successor that is not listed", `phases:\n${phase("A", ["B"])}`, /phases\.yaml: phase A leads to B/],
  ])("with %s is refused by one sentence that names the file and what is wrong", (_, text, message) => {
    expect(() => parsePhases(text, "config/phases.yaml")).toThrow(message);
  });

  it("that ships can be read, begins with BACKLOG and ends with DONE", () => {
    const ids = listPhases().map(({ id }) => id);
    expect([ids[0], ids.at(-1)]).toEqual(["BACKLOG", "DONE"]);
  });
});

describe("a ticket's phase", () => {
  const move = (ticket: { id: string }, phase: string, reason = "because") =>
    work.transitionTicket(ADMIN, ticket.id, TransitionTicket.parse({ phase, reason, force: true }));

  it("may go exactly where the configuration says", async () => {
    const project = await aProject();
    for (const from of listPhases()) {
      for (const to of listPhases()) {
        const ticket = await aTicket({ project, phase: from.id });
        if (from.next.includes(to.id)) {
          expect((await move(ticket, to.id)).phase).toBe(to.id);
        } else {
          const error = await refusal(move(ticket, to.id));
          expect(error.code).toBe("invalid_state");
          expect(error.facts.next).toEqual(from.next);
        }
      }
    }
  });

  it("keeps who moved it, from where, to where and why, and an audit entry of each move", async () => {
    const ticket = await aTicket();
    const lead = await aPerson("lead");
    const { json } = await call<TicketDetail>(transitionRoute, {
      method: "POST",
      person: lead,
      params: { id: ticket.id },
      body: { phase: "REQUIREMENTS", reason: "somebody wants it" },
    });
    expect(json.history).toMatchObject([
      { from: null, to: "BACKLOG", actor: ADMIN.id, reason: null },
      { from: "BACKLOG", to: "REQUIREMENTS", actor: lead.id, reason: "somebody wants it" },
    ]);
    expect(await auditOf(ticket.id)).toEqual([
      { act: "ticket.transition", actor: lead.id, reason: "somebody wants it" },
    ]);
    expect((await eventsOf(ticket.id)).at(-1)).toBe("ticket.phase_changed");
  });

  it("does not change while the ticket is closed", async () => {
    const ticket = await aTicket();
    await work.updateTicket(ADMIN, ticket.id, { status: "abandoned" });
    expect((await refusal(move(ticket, "REQUIREMENTS"))).message).toContain("abandoned");
    expect((await work.getTicket(ADMIN, ticket.id)).history).toHaveLength(1);
  });

  it("that is not configured is refused at its field", async () => {
    const project = await aProject();
    const { status, problem } = await call(createTicketRoute, {
      method: "POST",
      key: await aKey({ scopes: ["work:write"], project }),
      body: { projectId: project.id, title: "t", phase: "LIMBO" },
    });
    expect(status).toBe(400);
    expect(problem.issues).toMatchObject([{ in: "body", pointer: "/phase" }]);
  });

  it("moved twice at once moves once", async () => {
    const ticket = await aTicket();
    const both = await Promise.allSettled([move(ticket, "REQUIREMENTS"), move(ticket, "REQUIREMENTS")]);
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect((await work.getTicket(ADMIN, ticket.id)).history).toHaveLength(2);
  });
});

describe("tickets", () => {
  it("count their tasks by state", async () => {
    const { task, project } = await claimOne();
    const ticket = { id: task.ticketId };
    await aTask({ ticket });
    await aTask({ ticket });
    const { taskCounts } = await work.getTicket(ADMIN, ticket.id);
    expect(taskCounts).toEqual({ claimed: 1, pending: 2 });
    const { items } = await work.listTickets(ADMIN, { project: project.id, limit: 50 });
    expect(items[0]?.taskCounts).toEqual(taskCounts);
  });

  it("page without gap and repetition, newest first, and filter by phase, status and words", async () => {
    const project = await aProject();
    const made = [];
    for (let n = 0; n < 5; n += 1) made.push(await aTicket({ project, title: `Fix number ${n}` }));
    await work.updateTicket(ADMIN, made[0]?.id ?? "", { status: "done" });
    await work.transitionTicket(
      ADMIN,
      made[1]?.id ?? "",
      TransitionTicket.parse({ phase: "REQUIREMENTS", reason: "r" }),
    );
    const key = await aKey({ project });
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const query = { limit: 2, ...(cursor ? { cursor } : {}) };
      const { json } = await call<TicketsPage>(listTicketsRoute, { key, query });
      seen.push(...json.items.map((ticket) => ticket.id));
      cursor = json.nextCursor ?? undefined;
    } while (cursor);
    expect(seen).toEqual(made.map((ticket) => ticket.id).reverse());
    const only = async (query: Record<string, string>) =>
      (await call<TicketsPage>(listTicketsRoute, { key, query })).json.items.map((ticket) => ticket.title);
    expect(await only({ status: "done" })).toEqual(["Fix number 0"]);
    expect(await only({ phase: "REQUIREMENTS" })).toEqual(["Fix number 1"]);
    expect(await only({ q: "NUMBER 4" })).toEqual(["Fix number 4"]);
  });

  it("find the words of a search literally, also percent and underscore", async () => {
    const project = await aProject();
    await aTicket({ project, title: "cover 100% of_it" });
    await aTicket({ project, title: "cover 100 parts" });
    const titles = async (q: string) =>
      (await work.listTickets(ADMIN, { project: project.id, q, limit: 50 })).items.map(
        (ticket) => ticket.title,
      );
    expect(await titles("100%")).toEqual(["cover 100% of_it"]);
    expect(await titles("s_")).toEqual([]);
  });

  it("are edited only in the fields that exist, each at its place", async () => {
    const ticket = await aTicket();
    const key = await aKey({ scopes: ["work:write"] });
    const patch = (body: unknown) =>
      call<Ticket>(updateTicketRoute, { method: "PATCH", key, params: { id: ticket.id }, body });
    const { json } = await patch({ title: "new", context: { a: [1, { b: null }] } });
    expect(json).toMatchObject({ title: "new", context: { a: [1, { b: null }] }, version: 2 });
    const { problem } = await patch({ phase: "DONE", priority: "URGENT", title: "  " });
    expect(problem.issues?.map((issue) => issue.pointer).sort()).toEqual(["/phase", "/priority", "/title"]);
    expect(await work.getTicket(ADMIN, ticket.id)).toMatchObject({ title: "new", version: 2 });
  });
});

describe("tasks", () => {
  it("take phase and priority from their ticket unless they say their own", async () => {
    const ticket = await aTicket({ phase: "DESIGN", priority: "CRITICAL" });
    expect(await aTask({ ticket })).toMatchObject({
      phase: "DESIGN",
      priority: "CRITICAL",
      state: "pending",
    });
    expect(await aTask({ ticket, phase: "TESTING", priority: "LOW" })).toMatchObject({
      phase: "TESTING",
      priority: "LOW",
    });
  });

  it("are not added to a closed ticket", async () => {
    const ticket = await aTicket();
    await work.updateTicket(ADMIN, ticket.id, { status: "done" });
    expect((await refusal(aTask({ ticket }))).code).toBe("invalid_state");
  });

  it("are edited until they finish, and not after", async () => {
    const held = await claimOne();
    const key = await aKey({ scopes: ["work:write"] });
    const patch = () =>
      call<Task>(updateTaskRoute, {
        method: "PATCH",
        key,
        params: { id: held.task.id },
        body: { priority: "HIGH", maxAttempts: 7 },
      });
    expect((await patch()).json).toMatchObject({ priority: "HIGH", maxAttempts: 7, state: "claimed" });
    await work.completeTask(held.key.actor, held.task.id, { ...held.ref, result: {}, usage: null });
    const { status, problem } = await patch();
    expect(status).toBe(422);
    expect(problem.facts).toEqual({ state: "completed" });
  });

  it("are listed by ticket, agent and state", async () => {
    const held = await claimOne();
    const waiting = await aTask({ ticket: { id: held.task.ticketId } });
    const key = await aKey({ project: held.project });
    const ids = async (query: Record<string, string>) =>
      (await call<TasksPage>(listTasksRoute, { key, query })).json.items.map((task) => task.id);
    expect(await ids({})).toEqual([waiting.id, held.task.id]);
    expect(await ids({ ticket: held.task.ticketId, state: "pending" })).toEqual([waiting.id]);
    expect(await ids({ agent: held.agent.id })).toEqual([held.task.id]);
  });

  it("with text that the database cannot hold are refused, not failed on", async () => {
    const ticket = await aTicket();
    const key = await aKey({ scopes: ["work:write"] });
    const { status } = await call(createTaskRoute, {
      method: "POST",
      key,
      body: { ticketId: ticket.id, title: "nul \u0000 in it" },
    });
    expect(status).toBe(400);
  });
});

describe("projects", () => {
  it("have a short name of their own; a second one is refused at its field", async () => {
    const lead = await aPerson("lead");
    const slug = unique("s");
    const create = () =>
      call<Project>(createProjectRoute, { method: "POST", person: lead, body: { name: "P", slug } });
    expect((await create()).json).toMatchObject({ slug, version: 1 });
    const { status, problem } = await create();
    expect(status).toBe(409);
    expect(problem.issues).toMatchObject([{ in: "body", pointer: "/slug" }]);
  });

  it("exist from the first minute: there is a default one", async () => {
    const { items } = await work.listProjects(ADMIN, { limit: 1 });
    expect(items[0]).toMatchObject({ slug: "default" });
  });

  it("are listed in full to people, and to a bound key only its own", async () => {
    const project = await aProject();
    const { actor } = await aKey({ project });
    expect((await work.listProjects(actor, { limit: 200 })).items.map(({ id }) => id)).toEqual([project.id]);
    expect((await work.listProjects(ADMIN, { limit: 200 })).items.length).toBeGreaterThan(1);
  });
});

describe("the overview", () => {
  it("says of a project exactly what its rows say", async () => {
    const held = await claimOne({ capacity: 5 });
    const { project } = held;
    const ticket = { id: held.task.ticketId };
    await work.startTask(held.key.actor, held.task.id, held.ref);
    const first = await aTask({ ticket });
    await aTask({ ticket });
    const gone = await aTask({ ticket });
    await work.cancelTask(ADMIN, gone.id, { reason: "r" });
    const old = await aTask({ ticket });
    await work.cancelTask(ADMIN, old.id, { reason: "r" });
    await change`UPDATE tasks SET finished_at = now() - interval '61 minutes' WHERE id = ${old.id}`;
    await change`UPDATE tasks SET enqueued_at = enqueued_at - interval '1 day' WHERE id = ${first.id}`;
    await aTicket({ project });
    const { actor } = await aKey({ project });
    const overview = await work.getOverview(actor, undefined);
    expect(overview.tasksByState).toEqual({
      ...{ pending: 2, claimed: 0, running: 1, completed: 0, failed: 0, cancelled: 2 },
    });
    expect(overview.finishedLastHour).toEqual({ completed: 0, failed: 0, cancelled: 1 });
    expect(overview.ticketsOpen).toBe(2);
    expect(overview.agentsByStatus.running).toBe(1);
    const oldest = Date.parse(overview.oldestPendingAt ?? "");
    expect(oldest).toBe(Date.parse(first.createdAt) - 86_400_000);
    expect(await work.getOverview(ADMIN, project.id)).toEqual(overview);
  });

  it("of a new project is zeros, and no instant", async () => {
    const { actor } = await aKey({ project: await aProject() });
    const overview = await work.getOverview(actor, undefined);
    expect(Object.values(overview.tasksByState)).toEqual([0, 0, 0, 0, 0, 0]);
    expect(overview).toMatchObject({ oldestPendingAt: null, ticketsOpen: 0 });
  });
});
