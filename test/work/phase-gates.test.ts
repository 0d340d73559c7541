// What a phase asks before its ticket moves on, and what is recorded when somebody moves it all the same.
import { describe, expect, it } from "vitest";
import { POST as transitionRoute } from "@/app/api/v1/tickets/[id]/transition/route";
import { parsePhases } from "@/lib/work/phases";
import { PutArtifact, type TicketDetail } from "@/lib/work/schema";
import * as work from "@/lib/work/service";
import "../support/embedded";
import { call } from "../support/call";
import { ADMIN, aKey, anAgent, aPerson, aProject, aTask, aTicket, claimNext } from "../support/makers";
import { rows } from "../support/sql";
import { fail } from "./support/acts";

const lead = await aPerson("lead");
const move = (ticket: { id: string }, phase: string, more: object = {}) =>
  call<TicketDetail>(transitionRoute, {
    method: "POST",
    person: lead,
    params: { id: ticket.id },
    body: { phase, reason: "because", ...more },
  });

/** A ticket in a phase, whose only task has produced artifacts of these types. */
async function aTicketWith(phase: string, types: string[]) {
  const project = await aProject();
  const ticket = await aTicket({ project, phase });
  await aTask({ ticket });
  const held = await claimNext(await anAgent({ project }));
  for (const type of types) {
    const input = { ...held.ref, type, name: type, mediaType: "text/plain", contentBase64: "eA==" };
    await work.putArtifact(held.key.actor, held.task.id, PutArtifact.parse(input));
  }
  return { ticket, held };
}

describe("a ticket moves onwards", () => {
  it("only when its tasks have produced what the phase asks and its criteria are confirmed", async () => {
    const { ticket } = await aTicketWith("REQUIREMENTS", []);
    const { problem } = await move(ticket, "DESIGN");
    expect(problem).toMatchObject({ status: 422, code: "invalid_state" });
    expect(problem.facts).toMatchObject({
      missingArtifacts: ["requirements_document"],
      openCriteria: [{ id: "testable" }],
    });
    expect(problem.detail).toContain("the artifact requirements_document, the criterion testable");
    const half = await aTicketWith("REQUIREMENTS", ["requirements_document"]);
    expect((await move(half.ticket, "DESIGN")).problem.facts).toMatchObject({ missingArtifacts: [] });
    const { json } = await move(half.ticket, "DESIGN", { criteriaMet: ["testable"] });
    expect(json.phase).toBe("DESIGN");
    expect(json.history.at(-1)).toMatchObject({ criteriaMet: ["testable"], forced: null });
  });

  it("with an artifact of the attempt that failed afterwards too: it is there", async () => {
    const { ticket, held } = await aTicketWith("REQUIREMENTS", ["requirements_document"]);
    await fail(held);
    expect((await move(ticket, "DESIGN", { criteriaMet: ["testable"] })).status).toBe(200);
  });

  it("not with the artifact of another ticket", async () => {
    await aTicketWith("REQUIREMENTS", ["requirements_document"]);
    const { ticket } = await aTicketWith("REQUIREMENTS", ["design_document"]);
    const { problem } = await move(ticket, "DESIGN", { criteriaMet: ["testable"] });
    expect(problem.facts).toMatchObject({ missingArtifacts: ["requirements_document"] });
  });

  it("not on a criterion that its phase does not have: the refusal names it and those that there are", async () => {
    const { ticket } = await aTicketWith("REQUIREMENTS", ["requirements_document"]);
    const criteriaMet = ["testable", "reviewed"];
    const { problem } = await move(ticket, "DESIGN", { criteriaMet });
    const detail = "REQUIREMENTS has no criterion reviewed. It asks for testable.";
    expect(problem).toMatchObject({ status: 400, code: "invalid_request", detail });
    expect(problem.issues).toEqual([{ in: "body", pointer: "/criteriaMet/1", detail }]);
    expect((await move(ticket, "DESIGN", { criteriaMet, force: true })).status).toBe(400);
    expect((await work.getTicket(ADMIN, ticket.id)).phase).toBe("REQUIREMENTS");
    const { ticket: none } = await aTicketWith("BACKLOG", []);
    const refused = await move(none, "IMPLEMENTATION", { criteriaMet: ["testable"] });
    expect(refused.problem.detail).toBe("BACKLOG has no criterion testable. It asks for none.");
  });

  it("is told on its page what its phase still asks", async () => {
    const { ticket } = await aTicketWith("DESIGN", []);
    const { gap } = await work.getTicket(ADMIN, ticket.id);
    expect(gap).toMatchObject({ missingArtifacts: ["design_document"], openCriteria: [{ id: "reviewed" }] });
  });

  it("by force although something is missing, and the history and the audit trail keep what", async () => {
    const { ticket } = await aTicketWith("REQUIREMENTS", []);
    const { json } = await move(ticket, "DESIGN", { force: true });
    const forced = { missingArtifacts: ["requirements_document"], openCriteria: [{ id: "testable" }] };
    expect(json.history.at(-1)).toMatchObject({ criteriaMet: [], forced, actor: lead.id });
    const [entry] = await rows<{ detail: string }>`
      SELECT detail FROM audit_entries WHERE entity = ${ticket.id} AND act = 'ticket.transition'`;
    expect(JSON.parse(entry?.detail ?? "")).toMatchObject({ from: "REQUIREMENTS", to: "DESIGN", forced });
  });

  it("by force with nothing missing is no forced move", async () => {
    const { ticket } = await aTicketWith("REQUIREMENTS", ["requirements_document"]);
    const { json } = await move(ticket, "DESIGN", { force: true, criteriaMet: ["testable"] });
    expect(json.history.at(-1)?.forced).toBeNull();
  });

  it("by force only for those who may act", async () => {
    const { ticket } = await aTicketWith("REQUIREMENTS", []);
    const key = await aKey({ scopes: ["work:write"], project: { id: ticket.projectId } });
    const ask = (force: boolean) =>
      call(transitionRoute, {
        method: "POST",
        key,
        params: { id: ticket.id },
        body: { phase: "DESIGN", reason: "r", force },
      });
    expect((await ask(true)).status).toBe(403);
    expect((await ask(false)).status).toBe(422);
    expect((await work.getTicket(ADMIN, ticket.id)).phase).toBe("REQUIREMENTS");
  });
});

it("a ticket that goes back is asked for nothing", async () => {
  const { ticket } = await aTicketWith("TESTING", []);
  const { json } = await move(ticket, "IMPLEMENTATION");
  expect(json.phase).toBe("IMPLEMENTATION");
  expect(json.history.at(-1)).toMatchObject({ from: "TESTING", forced: null });
});

describe("the configuration of what phases ask", () => {
  const file = (more: string) => `phases:\n  - id: A\n    name: n\n    description: d\n    next: []\n${more}`;
  it.each([
    ["an artifact that is no type", "    artifacts: [novel]\n", /p\.yaml: phases\.0\.artifacts\.0: /],
    [
      "an artifact that only the control room writes",
      "    artifacts: [log]\n",
      /p\.yaml: phases\.0\.artifacts\.0: /,
    ],
    ["a criterion without a text", "    criteria: [{id: a}]\n", /p\.yaml: phases\.0\.criteria\.0\.text: /],
    [
      "a criterion's id in upper case",
      "    criteria: [{id: A, text: t}]\n",
      /criteria\.0\.id: Use lower case/,
    ],
    [
      "two criteria of the same id",
      "    criteria: [{id: a, text: t}, {id: a, text: u}]\n",
      /phase A has two criteria/,
    ],
    ["a tab", "\tartifacts: []\n", /p\.yaml: .*line 6/s],
    ["a key twice", "    name: m\n", /p\.yaml: .*line 6/s],
  ])("with %s is refused by file and place", (_, more, message) => {
    expect(() => parsePhases(file(more), "p.yaml")).toThrow(message);
  });

  it.each(["", "3", "[]"])("that is %j and no list of phases says what is expected", (text) => {
    expect(() => parsePhases(text, "p.yaml")).toThrow(/^p\.yaml: the file: .*object/);
  });
});
