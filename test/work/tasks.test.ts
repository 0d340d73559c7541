import { describe, expect, it } from "vitest";
import { PATCH as updateTaskRoute } from "@/app/api/v1/tasks/[id]/route";
import { POST as createTaskRoute, GET as listTasksRoute } from "@/app/api/v1/tasks/route";
import type { Task, TasksPage } from "@/lib/work/schema";
import * as work from "@/lib/work/service";
import "../support/embedded";
import { call } from "../support/call";
import { ADMIN, aKey, aTask, aTicket, claimOne } from "../support/makers";
import { refusal } from "../support/refusal";

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
    const { status, problem } = await call(createTaskRoute, {
      method: "POST",
      key,
      body: { ticketId: ticket.id, title: "nul \u0000 in it" },
    });
    expect(status).toBe(400);
    expect(problem.issues).toMatchObject([{ in: "body", pointer: "/title" }]);
  });
});
