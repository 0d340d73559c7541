import Big from "big.js";
import { describe, expect, it } from "vitest";
import { endForgotten, releaseCall, reserveCall } from "@/lib/costs/service/reserve";
import { transact } from "@/lib/platform/db/transact";
import "../support/embedded";
import { ADMIN, aKey, aProject } from "../support/makers";
import { change, rows } from "../support/sql";
import { aBudget, aCall, getBudget, projectBudget, record } from "./support/costs";
import { reservedOf } from "./support/reserved";

const placeOf = (project: { id: string }) => ({
  projectId: project.id,
  ticketId: null,
  taskId: null,
  agentId: null,
  phase: null,
});

const reserve = (project: { id: string }, usd: string, ttlMs = 60_000) =>
  reserveCall(ADMIN, placeOf(project), usd, ttlMs);

/** The id of what was reserved; throws where it was refused. */
async function reserved(project: { id: string }, usd: string, ttlMs?: number): Promise<string> {
  const got = await reserve(project, usd, ttlMs);
  if (!("reservationId" in got) || !got.reservationId) throw new Error(JSON.stringify(got));
  return got.reservationId;
}

describe("a call's reservation", () => {
  it("writes nothing where no budget that pauses covers the call", async () => {
    const { project, budget } = await projectBudget({ onExceed: "notify" });
    expect(await reserve(project, "1")).toEqual({ reservationId: null });
    expect(await reserve(await aProject(), "1000")).toEqual({ reservationId: null });
    expect(await reservedOf(budget)).toBe("0");
  });

  it("is refused when what is spent and what is reserved leave too little, to the last digit", async () => {
    const { project, budget, pay } = await projectBudget();
    await pay(4);
    await reserved(project, "5.5");
    expect(await reserve(project, "0.500000000001")).toEqual({
      refused: {
        budgetId: budget.id,
        scopeLabel: budget.scopeLabel,
        limit: "10",
        spent: "4",
        reserved: "5.5",
      },
    });
    await reserved(project, "0.5");
    expect(await reservedOf(budget)).toBe("6");
    expect(await reserve(project, "0.000000000001")).toMatchObject({ refused: { reserved: "6" } });
  });

  it("is refused for what calls of unknown price are taken to have cost, too", async () => {
    const { project, budget } = await projectBudget();
    const unknown = { ...aCall(0.01, { projectId: project.id }), provider: "acme", model: "acme-9000" };
    await record([unknown]);
    const { assumed, left } = (await getBudget(budget.id)).current;
    expect(new Big(assumed).gt(0)).toBe(true);
    expect(left).toBe(new Big(10).minus(assumed).toFixed());
    expect(await reserve(project, "10")).toHaveProperty("refused.spent", assumed);
    await reserved(project, left);
  });

  it("takes from all budgets that cover it, or from none", async () => {
    const { project, budget } = await projectBudget();
    const wide = await aBudget({
      scope: { kind: "phase", phase: "TESTING", projectId: project.id },
      limit: "3",
    });
    const place = { ...placeOf(project), phase: "TESTING" };
    expect(await reserveCall(ADMIN, place, "4", 1000)).toMatchObject({ refused: { budgetId: wide.id } });
    expect([await reservedOf(budget), await reservedOf(wide)]).toEqual(["0", "0"]);
    expect(await reserveCall(ADMIN, place, "2", 1000)).toMatchObject({ reservationId: expect.any(String) });
    expect([await reservedOf(budget), await reservedOf(wide)]).toEqual(["2", "2"]);
  });

  it("that a wider budget refuses tells a key of one project nothing of that budget", async () => {
    const { project } = await projectBudget();
    const { actor } = await aKey({ project });
    const wide = await aBudget({ scope: { kind: "phase", phase: "DEPLOYMENT" }, limit: "1" });
    const place = { ...placeOf(project), phase: "DEPLOYMENT" };
    expect(await reserveCall(actor, place, "2", 1000)).toEqual({ refused: null });
    expect(await reserveCall(ADMIN, place, "2", 1000)).toMatchObject({ refused: { budgetId: wide.id } });
    expect(await reserveCall(actor, placeOf(project), "2000", 1000)).toHaveProperty("refused.limit");
  });

  it("is given back once, when it is released", async () => {
    const { project, budget } = await projectBudget();
    const id = await reserved(project, "10");
    await releaseCall(id);
    await releaseCall(id);
    await releaseCall("crv_00000000000000000000000000");
    expect(await reservedOf(budget)).toBe("0");
    await reserved(project, "10");
  });

  it("ends by itself when its time is over", async () => {
    const { project, budget } = await projectBudget();
    const id = await reserved(project, "10", 1);
    await reserved(project, "0");
    await change`UPDATE cost_reservations SET expires_at = now() - interval '1 second' WHERE id = ${id}`;
    await endForgotten();
    expect(await reservedOf(budget)).toBe("0");
    const [row] = await rows`SELECT end_reason AS why FROM cost_reservations WHERE id = ${id}`;
    expect(row).toEqual({ why: "expired" });
  });

  it("is found among all that ended in a week without looking at each", async () => {
    const plan = await transact("test.plan", async (tx) => {
      await tx.$executeRaw`SET LOCAL enable_seqscan = off`;
      return tx.$queryRaw`EXPLAIN SELECT * FROM budgets_of_reservations(${["crv_1", "crv_2"]}::text[])`;
    });
    expect(JSON.stringify(plan)).toContain("Index Scan using cost_reservations_pkey");
    expect(JSON.stringify(plan)).not.toContain("Seq Scan");
  });

  it.each(["-1", "1e3", "", "0.0000000000001", "123456789"])("of %j USD is refused", async (amount) => {
    await expect(reserve(await aProject(), amount)).rejects.toMatchObject({ code: "invalid_request" });
  });

  it.each([0, -1, Number.NaN, 86_400_001])("for %d ms is refused", async (ttlMs) => {
    await expect(reserve(await aProject(), "1", ttlMs)).rejects.toMatchObject({ code: "invalid_request" });
  });

  it("needs a key that may write costs or run work", async () => {
    const { actor } = await aKey({ scopes: ["work:read"] });
    const { id } = await aProject();
    await expect(reserveCall(actor, placeOf({ id }), "1", 1000)).rejects.toMatchObject({ code: "forbidden" });
  });
});
