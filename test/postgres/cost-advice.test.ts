// Replicas that foretell and advise at the same time, on a real PostgreSQL.
import { beforeAll, describe, expect, it } from "vitest";
import { RecommendationsQuery } from "@/lib/costs/schema";
import * as costs from "@/lib/costs/service";
import { takePass } from "@/lib/costs/store/forecasts";
import { transact } from "@/lib/platform/db/transact";
import { aBudget } from "../costs/support/costs";
import { endedTasks, endTasks, marksOf, waitingTasks } from "../costs/support/ended";
import { ADMIN, aProject, unique } from "../support/makers";
import { aServerDatabase } from "../support/server";
import { auditOf, eventsOf, rows } from "../support/sql";

beforeAll(async () => {
  const { drop } = await aServerDatabase(12);
  return drop;
});

const atOnce = <T>(count: number, act: () => Promise<T>) => Promise.all(Array.from({ length: count }, act));
const PAST = Array.from({ length: 24 }, (_, n) => ({ usd: 1 + (n % 5) * 0.2 }));

describe("eight replicas at once", () => {
  it("take work that is due once", async () => {
    const name = unique("pass");
    const take = () => transact("test", (tx) => takePass(tx, name, 3600));
    expect((await atOnce(8, take)).filter(Boolean)).toHaveLength(1);
    expect((await atOnce(8, take)).filter(Boolean)).toHaveLength(0);
  });

  it("tell once that a budget is likely to be exceeded, and keep and score one forecast", async () => {
    const project = await aProject();
    await endedTasks(project, PAST);
    const ids = await waitingTasks(project, 30);
    const scope = { kind: "project" as const, projectId: project.id };
    const { id } = await aBudget({ scope, limit: "50", period: "once" });
    await atOnce(8, costs.renewForecasts);
    expect((await eventsOf(id)).filter((type) => type === "cost.forecast.high")).toHaveLength(1);
    expect(await marksOf(project.id)).toHaveLength(1);
    await endTasks(ids, 1.4);
    await atOnce(8, costs.renewForecasts);
    expect(await marksOf(project.id)).toEqual([{ tasks: 30, inside: true, actual: "42" }]);
  });

  it("find the same advice once, and two leads decide on it once", async () => {
    const project = await aProject();
    const dear = { model: "claude-opus-4-8", tokens: { input: 400_000 } };
    await endedTasks(
      project,
      [...PAST.map(({ usd }) => ({ usd: usd / 4 })), ...PAST.map(() => dear)].map((past) => ({
        ...past,
        hoursAgo: 200,
      })),
    );
    await atOnce(8, () => costs.lookAgain(ADMIN, { project: project.id }));
    const query = RecommendationsQuery.parse({ project: project.id });
    const { items } = await costs.listRecommendations(ADMIN, query);
    expect(items).toHaveLength(1);
    const id = items[0]?.id ?? "";
    await atOnce(8, () => costs.acceptRecommendation(ADMIN, id, {}));
    expect(await auditOf(id)).toHaveLength(1);
    expect(await eventsOf(id)).toEqual(["cost.recommendation.accepted"]);
    expect(await rows`SELECT version FROM cost_recommendations WHERE id = ${id}`).toEqual([{ version: 2 }]);
  });
});
