import { describe, expect, it } from "vitest";
import { POST as createTaskRoute } from "@/app/api/v1/tasks/route";
import "../support/embedded";
import { call } from "../support/call";
import { aKey, aTicket } from "../support/makers";
import { change, rows } from "../support/sql";

const writer = await aKey({ scopes: ["work:write"] });
describe("an Idempotency-Key", () => {
  const create = async (ticketId: string, given: string, title = "t", who = writer) =>
    call<{ id: string }>(createTaskRoute, {
      method: "POST",
      key: who,
      body: { ticketId, title },
      headers: { "idempotency-key": given },
    });
  const countOf = async (ticketId: string) =>
    (await rows`SELECT 1 FROM tasks WHERE ticket_id = ${ticketId}`).length;

  it("with the same request is answered alike, and acts once", async () => {
    const ticket = await aTicket();
    const first = await create(ticket.id, "k1");
    const again = await create(ticket.id, "k1");
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(again.json).toEqual(first.json);
    expect(first.headers.has("idempotency-replayed")).toBe(false);
    expect(again.headers.get("idempotency-replayed")).toBe("true");
    expect(await countOf(ticket.id)).toBe(1);
  });

  it("with another request is refused, and that one does not act", async () => {
    const ticket = await aTicket();
    await create(ticket.id, "k2");
    const { status, problem } = await create(ticket.id, "k2", "another");
    expect([status, problem.code]).toEqual([422, "idempotency_key_reused"]);
    expect(await countOf(ticket.id)).toBe(1);
  });

  it("of a request that failed is free", async () => {
    const ticket = await aTicket();
    await change`UPDATE tickets SET status = 'done' WHERE id = ${ticket.id}`;
    expect((await create(ticket.id, "k3")).status).toBe(422);
    await change`UPDATE tickets SET status = 'open' WHERE id = ${ticket.id}`;
    const { status, headers } = await create(ticket.id, "k3");
    expect([status, headers.has("idempotency-replayed")]).toEqual([201, false]);
    expect(await countOf(ticket.id)).toBe(1);
  });

  it("used twice at once acts once, and both are answered alike", async () => {
    const ticket = await aTicket();
    const both = await Promise.all([
      create(ticket.id, "k4"),
      create(ticket.id, "k4"),
      create(ticket.id, "k4"),
    ]);
    expect(both.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(new Set(both.map(({ json }) => json.id)).size).toBe(1);
    expect(await countOf(ticket.id)).toBe(1);
  });

  it("belongs to its sender: the same of another key is another", async () => {
    const ticket = await aTicket();
    await create(ticket.id, "k5");
    const other = await aKey({ scopes: ["work:write"] });
    expect((await create(ticket.id, "k5", "t", other)).headers.has("idempotency-replayed")).toBe(false);
    expect(await countOf(ticket.id)).toBe(2);
  });

  it.each(["", "a b", "ä", "x".repeat(201)])("that is malformed is refused: %j", async (given) => {
    const ticket = await aTicket();
    expect((await create(ticket.id, given)).status).toBe(400);
    expect(await countOf(ticket.id)).toBe(0);
  });
});
