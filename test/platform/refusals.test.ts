// What was refused is in the trail: each of the first, the number of all, however many try how often.
import { beforeEach, describe, expect, it } from "vitest";
import { GET as listRoute } from "@/app/api/v1/guardian/audit/route";
import { POST as pauseRoute } from "@/app/api/v1/guardian/intervention/pause/route";
import { tellRefusals } from "@/lib/platform/audit/refusals";
import type { AuditPage } from "@/lib/platform/audit/schema";
import { AppError } from "@/lib/platform/errors";
import { recordRefusal } from "@/lib/platform/http/refusals";
import { newId } from "@/lib/platform/ids";
import "../support/embedded";
import { expectChained } from "../guardian/support/whole";
import { call } from "../support/call";
import { aKey, aProject, type TestKey } from "../support/makers";
import { change, rows } from "../support/sql";

const SINGLY = 10;
const PAUSE = { scope: { kind: "all" }, reason: "r" };

const refuse = (
  { actor }: TestKey,
  act = "guardian.revert",
  entity = "gact_1",
  code = "not_found" as const,
) => recordRefusal({ actor, act, entity, path: "/", body: "" }, new AppError(code, "No."));

async function flood(key: TestKey, count: number, ...what: [act?: string, entity?: string]): Promise<void> {
  for (let n = 0; n < count; n += 1) await refuse(key, ...what);
}

/** What a flood leaves, which may have begun at the end of a minute: entries of their own, and minutes with more. */
async function countedOf({ id }: TestKey) {
  const [row] = await rows<{ minutes: number; singles: number; summaries: number }>`
    SELECT count(*)::int AS minutes, sum(least(count, ${SINGLY}))::int AS singles,
      (count(*) FILTER (WHERE count > ${SINGLY}))::int AS summaries FROM audit_refusals WHERE actor = ${id}`;
  if (!row) throw new Error("Nothing was counted.");
  expect(row.singles).toBeLessThanOrEqual(SINGLY * row.minutes);
  return row;
}

/** The minute is over. */
async function pass(): Promise<void> {
  await change`UPDATE audit_refusals SET minute = minute - interval '2 minutes'`;
  await tellRefusals();
}

/** How many refusals the entries tell of. */
const numberIn = (told: Told[]) => told.reduce((sum, { detail }) => sum + Number(detail.count ?? 1), 0);

interface Told {
  act: string;
  entity: string;
  reason: string;
  detail: Record<string, unknown>;
}
async function toldOf({ id }: TestKey): Promise<Told[]> {
  const found = await rows<Omit<Told, "detail"> & { detail: string }>`
    SELECT act, entity, reason, detail FROM audit_entries WHERE actor = ${id} ORDER BY seq`;
  return found.map((row) => ({ ...row, detail: JSON.parse(row.detail) }));
}

beforeEach(() => change`DELETE FROM audit_refusals`);

describe("a flood of refused requests", () => {
  it("leaves ten entries at once, and one with the number of all others when the minute is over", async () => {
    const key = await aKey({ scopes: ["work:read"] });
    for (let n = 0; n < 35; n += 1) {
      expect((await call(pauseRoute, { method: "POST", key, body: PAUSE })).status).toBe(403);
    }
    const { singles, summaries } = await countedOf(key);
    expect(await toldOf(key)).toHaveLength(singles);
    await pass();
    await tellRefusals();
    const told = await toldOf(key);
    expect(told).toHaveLength(singles + summaries);
    expect(told[0]).toMatchObject({
      reason: expect.stringContaining("scope"),
      detail: { code: "forbidden" },
    });
    const { count } = told.at(-1)?.detail ?? {};
    expect(told.at(-1)).toEqual({
      act: "guardian.intervene.refused",
      entity: key.id,
      reason: `${count} more of the same minute, which have no entry of their own.`,
      detail: {
        label: `${count} more refusals`,
        count,
        codes: { forbidden: count },
        entities: ["all"],
        since: expect.any(String),
        until: expect.any(String),
      },
    });
    expect(numberIn(told)).toBe(35);
    expect(await rows`SELECT 1 FROM audit_refusals`).toEqual([]);
    await expectChained();
  });

  it("hides no other act of the same actor, nor anybody else's", async () => {
    const [loud, quiet] = [await aKey(), await aKey()];
    await flood(loud, 30);
    await refuse(loud, "guardian.approve", "gact_2");
    await refuse(quiet, "guardian.revert");
    const { singles } = await countedOf(loud);
    const acts = (await toldOf(loud)).map(({ act }) => act);
    expect(acts.filter((act) => act === "guardian.revert.refused")).toHaveLength(singles - 1);
    expect(acts.at(-1)).toBe("guardian.approve.refused");
    expect(await toldOf(quiet)).toHaveLength(1);
    await pass();
    expect(await toldOf(quiet)).toHaveLength(1);
    const flooded = (await toldOf(loud)).filter(({ act }) => act === "guardian.revert.refused");
    expect(numberIn(flooded)).toBe(30);
  });

  it("about ever other things, for ever other reasons, is bounded as well, and their number by reason is kept", async () => {
    const key = await aKey();
    const ids = Array.from({ length: 70 }, () => newId("gact"));
    for (const id of ids) await refuse(key, "guardian.revert", id);
    for (let n = 0; n < 5; n += 1)
      await recordRefusal(
        { actor: key.actor, act: "guardian.revert", entity: ids[0] ?? "", path: "/", body: "" },
        new AppError("conflict", "No."),
      );
    const { singles, summaries } = await countedOf(key);
    await pass();
    const told = await toldOf(key);
    expect([told.length, numberIn(told)]).toEqual([singles + summaries, 75]);
    for (const { detail } of told.slice(singles)) {
      const codes = Object.values(detail.codes as Record<string, number>);
      expect(codes.reduce((sum, n) => sum + n, 0)).toBe(detail.count);
      expect(ids).toEqual(expect.arrayContaining(detail.entities as string[]));
      expect((detail.entities as string[]).length).toBeLessThanOrEqual(50);
    }
    expect(told.at(-1)?.detail.codes).toMatchObject({ conflict: expect.any(Number) });
  });

  it("begins anew with the next minute", async () => {
    const key = await aKey();
    for (let minute = 0; minute < 2; minute += 1) {
      const before = (await toldOf(key)).length;
      await flood(key, 25);
      const { singles, summaries } = await countedOf(key);
      await pass();
      const told = (await toldOf(key)).slice(before);
      expect([told.length, numberIn(told)]).toEqual([singles + summaries, 25]);
    }
  });

  it("by a key of one project is told where that project's trail is read", async () => {
    const project = await aProject();
    const key = await aKey({ project });
    await flood(key, 25);
    const { singles, summaries } = await countedOf(key);
    await pass();
    const reader = await aKey({ project, scopes: ["audit:read"] });
    const query = { actor: key.id, refused: true };
    const { items } = (await call<AuditPage>(listRoute, { key: reader, query })).json;
    expect(items).toHaveLength(singles + summaries);
    expect(items[0]).toMatchObject({ projectId: project.id, detail: { count: expect.any(Number) } });
  });
});
