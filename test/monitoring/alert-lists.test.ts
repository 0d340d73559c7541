// The order of the list, page by page, and what an alert says of where it belongs.
import { beforeEach, describe, expect, it } from "vitest";
import { GET as listRoute } from "@/app/api/v1/alerts/route";
import { type Alert, AlertsQuery, type Severity } from "@/lib/monitoring/schema";
import * as monitoring from "@/lib/monitoring/service";
import { raiseAlert } from "@/lib/monitoring/service";
import { transact } from "@/lib/platform/db/transact";
import "../support/embedded";
import { call } from "../support/call";
import { ADMIN, aPerson, claimOne, unique } from "../support/makers";
import { change } from "../support/sql";
import { fail } from "../work/support/acts";
import { age, alertOf, alertsOf } from "./support/alerts";
import { shippedRules } from "./support/shipped";

beforeEach(() => change`DELETE FROM alerts`);

const raise = (title: string, severity: Severity, entity: string | null = null) =>
  transact("test", (tx) =>
    raiseAlert(tx, { rule: unique("r").replaceAll("-", "_"), severity, title, entity, projectId: null }),
  );
const bySeverity = (own: object = {}) =>
  monitoring.listAlerts(ADMIN, AlertsQuery.parse({ sort: "severity", ...own }));
const titles = (alerts: Alert[]) => alerts.map(({ title }) => title);

/** One of each severity, critical first and so the oldest, two warnings, and a critical one that is over. */
async function several(): Promise<void> {
  const made: Record<string, string> = {};
  for (const [title, severity] of [
    ["over", "critical"],
    ["critical", "critical"],
    ["older warning", "warning"],
    ["warning", "warning"],
    ["info", "info"],
  ] as const) {
    made[title] = (await raise(title, severity)).id;
  }
  await age(made["older warning"] ?? "", 60);
  await monitoring.resolveAlert(ADMIN, made.over ?? "", { note: "Done." });
}
const ORDER = ["critical", "warning", "older warning", "info", "over"];

describe("the list by severity", () => {
  it("has what is not over first, the most severe before the others, then what was raised last", async () => {
    await several();
    expect(titles((await bySeverity()).items)).toEqual(ORDER);
    expect(titles(await alertsOf({}))).toEqual(["info", "warning", "older warning", "critical", "over"]);
  });

  it("comes page by page without a gap or a double, though worse things happen meanwhile", async () => {
    await several();
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await bySeverity({ limit: 1, cursor });
      seen.push(...titles(page.items));
      cursor = page.nextCursor ?? undefined;
      await raise(unique("worse"), "critical");
    } while (cursor !== undefined);
    expect(seen).toEqual(ORDER);
  });

  it("puts what came back where it came back, not where it began", async () => {
    await several();
    const { items } = await bySeverity({ severity: "warning" });
    await change`UPDATE alerts SET reopened_at = now() + interval '1 second' WHERE id = ${items[1]?.id ?? ""}`;
    expect(titles((await bySeverity({ severity: "warning" })).items)).toEqual(["older warning", "warning"]);
  });

  it("refuses a cursor of another list", async () => {
    const person = await aPerson("viewer");
    const query = { sort: "severity", cursor: "alrt_1" };
    const { status, problem } = await call(listRoute, { method: "GET", person, query });
    expect([status, problem.issues?.[0]?.pointer]).toEqual([400, "/cursor"]);
  });
});

describe("an alert about a task", () => {
  it("names the task, its ticket, its agent and its project", async () => {
    const { task, agent } = await claimOne();
    const { id } = await raise("odd", "info", task.id);
    const { about } = await alertOf(id);
    expect(about[0]).toEqual({ id: task.id, name: task.title });
    expect(about.slice(1).map((place) => place.id)).toEqual([task.ticketId, agent.id, task.projectId]);
    expect(about[2]?.name).toBe(agent.name);
  });

  it("that failed says it in the words of the error, and of what kind it is", async () => {
    const held = await claimOne({ maxAttempts: 1 });
    await fail(held);
    await monitoring.evaluateNow(shippedRules());
    const [alert] = await alertsOf({ rule: "retries_exhausted", entity: held.task.id });
    expect(alert?.facts).toMatchObject({
      "failed_task.error": "exit",
      "failed_task.message": "exit status 1",
    });
  });

  it("names nothing where nothing has a name", async () => {
    expect((await alertOf((await raise("odd", "info")).id)).about).toEqual([]);
  });
});
