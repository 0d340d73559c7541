import { describe, expect, it } from "vitest";
import { PATCH as updateTicketRoute } from "@/app/api/v1/tickets/[id]/route";
import { POST as transitionRoute } from "@/app/api/v1/tickets/[id]/transition/route";
import { POST as createTicketRoute, GET as listTicketsRoute } from "@/app/api/v1/tickets/route";
import { listPhases, parsePhases } from "@/lib/work/phases";
import { type Ticket, type TicketDetail, type TicketsPage, TransitionTicket } from "@/lib/work/schema";
import * as work from "@/lib/work/service";
import "../support/embedded";
import { call } from "../support/call";
import { ADMIN, aKey, aPerson, aProject, aTask, aTicket, claimOne } from "../support/makers";
import { refusal } from "../support/refusal";
import { auditOf, eventsOf } from "../support/sql";

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
