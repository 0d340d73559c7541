import { describe, expect, it } from "vitest";
import { RecommendationsQuery } from "@/lib/costs/schema";
import * as costs from "@/lib/costs/service";
import "../support/embedded";
import { ADMIN, aKey, aPerson, aProject, claimOne } from "../support/makers";
import { auditOf, change, eventsOf, rows } from "../support/sql";
import { record } from "./support/costs";
import { endedTasks } from "./support/ended";

const DEAR = Array.from({ length: 24 }, (_, n) => ({
  model: "claude-opus-4-8",
  tokens: { input: 400_000 + n * 1000 },
}));
const CHEAP = Array.from({ length: 24 }, (_, n) => ({ usd: 0.4 + n * 0.001 }));
const DAYS = { hoursAgo: 200 };

async function aProjectWithAdvice() {
  const project = await aProject();
  await endedTasks(
    project,
    [...DEAR, ...CHEAP].map((past) => ({ ...past, ...DAYS })),
  );
  await costs.lookAgain(ADMIN, { project: project.id });
  const [found] = await list(project.id);
  if (!found) throw new Error("Nothing was found.");
  return { project, found };
}

const list = async (project: string, state: "open" | "accepted" | "dismissed" = "open", actor = ADMIN) =>
  (await costs.listRecommendations(actor, RecommendationsQuery.parse({ project, state }))).items;

describe("recommendations", () => {
  it("follow from the ledger, with a saving, its span, and the rows behind it", async () => {
    const { found } = await aProjectWithAdvice();
    expect(found).toMatchObject({
      kind: "cheaper_model",
      state: "open",
      isCurrent: true,
      label: expect.stringContaining("claude-haiku-4-5 in place of claude-opus-4-8"),
      evidence: { records: [{ model: "claude-opus-4-8" }, { model: "claude-haiku-4-5" }] },
    });
    const { low, usd, high } = found.saving;
    expect(Number(low)).toBeLessThan(Number(usd));
    expect(Number(usd)).toBeLessThan(Number(high));
    // 24 tasks in some 200 hours, $ 5 a million less $ 1: about $ 1.6 each.
    expect(Number(usd)).toBeGreaterThan(120);
    expect(Number(usd)).toBeLessThan(170);
  });

  it("are found again under the same id, and leave the list with what they follow from", async () => {
    const { project, found } = await aProjectWithAdvice();
    await costs.lookAgain(ADMIN, { project: project.id });
    expect((await list(project.id)).map(({ id }) => id)).toEqual([found.id]);
    await change`UPDATE tasks SET finished_at = finished_at - interval '60 days' WHERE project_id = ${project.id}`;
    await costs.lookAgain(ADMIN, { project: project.id });
    expect(await list(project.id)).toEqual([]);
    await expect(costs.acceptRecommendation(ADMIN, found.id, {})).rejects.toMatchObject({
      code: "invalid_state",
    });
  });

  it("that are dismissed come back only if the evidence changes much", async () => {
    const { project, found } = await aProjectWithAdvice();
    const dismissed = await costs.dismissRecommendation(ADMIN, found.id, {
      reason: "Reviews need the best.",
    });
    expect(dismissed).toMatchObject({
      state: "dismissed",
      reason: "Reviews need the best.",
      decidedBy: ADMIN.name,
    });
    await costs.lookAgain(ADMIN, { project: project.id });
    expect(await list(project.id)).toEqual([]);
    expect(await list(project.id, "dismissed")).toMatchObject([{ id: found.id }]);
    await endedTasks(
      project,
      [...DEAR, ...DEAR].map((past) => ({ ...past, ...DAYS })),
    );
    await costs.lookAgain(ADMIN, { project: project.id });
    expect(await list(project.id)).toMatchObject([{ id: found.id, reason: null, decidedAt: null }]);
  });

  it("that are accepted are measured against what a task cost before", async () => {
    const { project, found } = await aProjectWithAdvice();
    const accepted = await costs.acceptRecommendation(ADMIN, found.id, {});
    expect(accepted).toMatchObject({ state: "accepted", realised: { usd: "0", unit: "task", units: 0 } });
    // Accepted two days ago; ten tasks have ended since.
    await change`UPDATE cost_recommendations SET decided_at = decided_at - interval '2 days' WHERE id = ${found.id}`;
    await endedTasks(
      project,
      Array.from({ length: 10 }, () => ({ usd: 0.4, hoursAgo: 2 })),
    );
    await costs.lookAgain(ADMIN, { project: project.id });
    const [measured] = await list(project.id, "accepted");
    const baseline = Number(measured?.realised?.baseline);
    expect(baseline).toBeCloseTo((24 * (2 + 0.4) + (23 * 24 * 0.005) / 2 + (23 * 24 * 0.001) / 2) / 48, 9);
    expect(measured?.realised).toMatchObject({ units: 10 });
    expect(Number(measured?.realised?.usd)).toBeCloseTo(10 * (baseline - 0.4), 9);
  });

  it("are measured against whole hours before the one in which they were accepted", async () => {
    const { project, found } = await aProjectWithAdvice();
    await endedTasks(project, [{ usd: 1000, hoursAgo: -0.02 }]);
    const { realised } = await costs.acceptRecommendation(ADMIN, found.id, {});
    expect(Number(realised?.baseline)).toBeLessThan(2);
  });

  it("of one project that are looked for again leave the others' hour as it was", async () => {
    await change`DELETE FROM cost_passes`;
    const { project } = await aProjectWithAdvice();
    expect(await rows`SELECT name FROM cost_passes WHERE name = 'advice'`).toEqual([]);
    const lookedAt = async (asked: { project?: string }) =>
      (await costs.listRecommendations(ADMIN, RecommendationsQuery.parse(asked))).lookedAt;
    expect(await lookedAt({ project: project.id })).not.toBe(null);
    expect(await lookedAt({})).toBe(null);
  });

  it("are decided once, with an audit entry and an event that say the same", async () => {
    const { found } = await aProjectWithAdvice();
    await costs.acceptRecommendation(ADMIN, found.id, { reason: "Try it" });
    await costs.acceptRecommendation(ADMIN, found.id, { reason: "Again" });
    expect(await eventsOf(found.id)).toEqual(["cost.recommendation.accepted"]);
    expect(await auditOf(found.id)).toEqual([
      { act: "cost.recommendation.accepted", actor: ADMIN.id, reason: "Try it" },
    ]);
  });

  it("are decided on by leads, and seen by keys of their project alone", async () => {
    const { project, found } = await aProjectWithAdvice();
    const { actor: viewer } = await aPerson("viewer");
    for (const decide of [
      () => costs.acceptRecommendation(viewer, found.id, {}),
      () => costs.dismissRecommendation(viewer, found.id, { reason: "r" }),
      () => costs.lookAgain(viewer, {}),
    ]) {
      await expect(decide()).rejects.toMatchObject({ code: "forbidden" });
    }
    const own = await aKey({ project });
    const other = await aKey({ project: await aProject() });
    expect(await list(project.id, "open", own.actor)).toHaveLength(1);
    expect(await list(project.id, "open", other.actor)).toEqual([]);
  });

  it("come page by page, and a cursor of elsewhere is refused", async () => {
    const { project } = await aProjectWithAdvice();
    const evidence = JSON.stringify({ summary: "s", facts: [], records: [], tasks: [], caution: "c" });
    await change`INSERT INTO cost_recommendations (id, project_id, kind, subject, label, evidence, saving_usd,
        saving_low_usd, saving_high_usd)
      VALUES ('rec_00000000000000000000000001', ${project.id}, 'batch_tier', 'x', 'l', ${evidence}::jsonb, 2, 1, 3)`;
    const query = RecommendationsQuery.parse({ project: project.id, limit: 1 });
    const first = await costs.listRecommendations(ADMIN, query);
    const second = await costs.listRecommendations(ADMIN, { ...query, cursor: first.nextCursor ?? "" });
    expect([...first.items, ...second.items].map(({ kind }) => kind)).toEqual([
      "cheaper_model",
      "batch_tier",
    ]);
    expect(second.nextCursor).toBe(null);
    const wrong = costs.listRecommendations(ADMIN, { ...query, cursor: "12" });
    await expect(wrong).rejects.toMatchObject({ issues: [{ pointer: "/cursor" }] });
  });

  it("of a batch are not about what was a batch already", async () => {
    const project = await aProject();
    await endedTasks(
      project,
      Array.from({ length: 12 }, () => ({ usd: 5, priority: "LOW", ...DAYS })),
    );
    const kinds = async () => {
      await costs.lookAgain(ADMIN, { project: project.id });
      return (await list(project.id)).map(({ kind }) => kind);
    };
    expect(await kinds()).toEqual(["batch_tier"]);
    await change`UPDATE cost_records SET tier = 'batch' WHERE project_id = ${project.id}`;
    expect(await kinds()).toEqual([]);
  });

  it("of attempts that failed come from how these ended", async () => {
    const held = await claimOne();
    const at = (number: number) => `att_0000000000000000000000000${number}`;
    await change`UPDATE tasks SET state = 'failed', finished_at = clock_timestamp(), attempt_count = 7
      WHERE id = ${held.task.id}`;
    for (let number = 2; number <= 7; number += 1) {
      await change`INSERT INTO attempts (id, project_id, task_id, agent_id, number, fence, lease_until, ended_at, outcome)
        VALUES (${at(number)}, ${held.project.id}, ${held.task.id}, ${held.agent.id}, ${number}, ${number},
          clock_timestamp(), clock_timestamp(), 'failed')`;
    }
    const tokens = { input: 500_000 };
    const call = { provider: "anthropic", model: "claude-haiku-4-5", tokens, taskId: held.task.id };
    await record([2, 3, 4, 5, 6, 7].map((n) => ({ ...call, externalId: `${held.task.id}-${n}` })));
    await rows`UPDATE cost_records SET attempt_id = 'att_0000000000000000000000000' || right(external_id, 1)
      WHERE task_id = ${held.task.id} RETURNING id`;
    await costs.lookAgain(ADMIN, { project: held.project.id });
    const [found] = await list(held.project.id);
    expect(found).toMatchObject({ kind: "repeated_failures", evidence: { tasks: [{ id: held.task.id }] } });
  });
});
