// Replicas that watch at once, on a real PostgreSQL.
import { beforeAll, describe, expect, it } from "vitest";
import * as monitoring from "@/lib/monitoring/service";
import { sampleNow } from "@/lib/monitoring/service";
import { watchNow } from "@/lib/monitoring/service/watchdog";
import { transact } from "@/lib/platform/db/transact";
import { provideGauges } from "@/lib/platform/metrics/sources";
import { alertOf, alertsOf, rulesOf } from "../monitoring/support/alerts";
import { ADMIN, anAgent, aTicket, claimOne } from "../support/makers";
import { countDeadlocks, many } from "../support/races";
import { aServerDatabase } from "../support/server";
import { change, eventsOf, rows } from "../support/sql";
import { createAll } from "../work/support/acts";

const RACERS = 8;

beforeAll(async () => {
  const { drop } = await aServerDatabase(24);
  return drop;
});

const ALERT = { rule: "race", severity: "critical" as const, title: "t", entity: "task_x", projectId: null };

describe(`${RACERS} replicas`, () => {
  it("raise one alert between them, count what each saw, and tell of it once", async () => {
    for (let round = 0; round < 3; round += 1) {
      const labels = { round: String(round) };
      const raised = await many(RACERS, () =>
        transact("test", (tx) => monitoring.raiseAlert(tx, { ...ALERT, labels })),
      );
      expect(new Set(raised.map(({ id }) => id)).size).toBe(1);
      expect(raised.filter(({ isNew }) => isNew)).toHaveLength(1);
      const id = raised[0]?.id ?? "";
      expect((await alertOf(id)).count).toBe(RACERS);
      expect(await eventsOf(id)).toEqual(["alert.raised"]);
      await monitoring.resolveAlert(ADMIN, id, { note: "n" });
      await many(RACERS, () => transact("test", (tx) => monitoring.raiseAlert(tx, { ...ALERT, labels })));
      expect(await alertOf(id)).toMatchObject({ count: 2 * RACERS, timesReopened: 1 });
    }
  });

  it("ask the rules at once and raise each alert once, tell of each end once", async () => {
    const ticket = await aTicket();
    await createAll(
      ticket,
      Array.from({ length: 10 }, () => ({})),
    );
    const rules = rulesOf(`
rules:
  - name: waits
    title: "{task.title} waits"
    each: task
    when: { metric: task.pending_s, at_least: 0 }
    severity: info
    clear_for: 0s
    escalate_after: 0s
`);
    await many(RACERS, () => monitoring.evaluateNow(rules));
    const alerts = await alertsOf({ rule: "waits" });
    expect(alerts).toHaveLength(10);
    await change`UPDATE tasks SET state = 'cancelled', finished_at = now() WHERE ticket_id = ${ticket.id}`;
    await many(RACERS, () => monitoring.evaluateNow(rules));
    for (const { id } of alerts) {
      expect(await eventsOf(id)).toEqual(["alert.raised", "alert.escalated", "alert.resolved"]);
    }
  });

  it("let one person have each act: the others are refused", async () => {
    const { id } = await transact("test", (tx) => monitoring.raiseAlert(tx, { ...ALERT, entity: "task_y" }));
    const acts = await many(RACERS, () =>
      monitoring.acknowledgeAlert(ADMIN, id, {}).then(
        () => "done",
        (error: { code: string }) => error.code,
      ),
    );
    expect(acts.sort()).toEqual(["done", ...Array.from({ length: RACERS - 1 }, () => "invalid_state")]);
  });

  it("try each remedy once, and escalate once", async () => {
    const held = await claimOne({ timeoutSeconds: 60, maxAttempts: 5 });
    await anAgent({ project: held.project });
    await change`UPDATE attempts SET claimed_at = now() - interval '1 hour' WHERE task_id = ${held.task.id}`;
    const rules = rulesOf(`
rules:
  - name: overdue
    title: "{task.title} is overdue"
    each: task
    when: { metric: task.running_s, above: 2, times: task.timeout_s }
    severity: critical
    remedies: [fail_over]
    cool_down: 0s
`);
    await monitoring.evaluateNow(rules);
    const [alert] = await alertsOf({ rule: "overdue" });
    await many(RACERS, () => watchNow(rules));
    expect(await rows`SELECT kind, outcome FROM watchdog_remedies`).toEqual([
      { kind: "fail_over", outcome: "done" },
    ]);
    const events = await eventsOf(alert?.id ?? "");
    expect(events.filter((type) => type === "watchdog.remedy_tried")).toHaveLength(1);
    expect(events.filter((type) => type === "alert.escalated")).toHaveLength(1);
    const lost = await rows`SELECT 1 FROM events WHERE entity = ${held.task.id} AND type = 'task.lease_lost'`;
    expect(lost).toHaveLength(1);
  });

  it("sample a gauge once for each quarter of a minute, and sum it once", async () => {
    provideGauges({
      name: "level",
      isShared: true,
      gauges: { omoios_level: { help: "h" } },
      read: async () => [{ gauge: "omoios_level", value: 7 }],
    });
    await many(RACERS, () => sampleNow());
    const samples = await rows`SELECT 1 FROM monitor_samples`;
    const [sums] = await rows<{ n: number; series: number }>`
      SELECT sum(samples)::int AS n, count(DISTINCT series_id)::int AS series FROM monitor_rollups WHERE seconds = 300`;
    expect(sums).toEqual({ n: samples.length, series: 1 });
    expect(samples.length).toBeLessThanOrEqual(2);
  });

  it("have not brought the database into a circle of locks", async () => {
    expect(await countDeadlocks()).toBe(0);
  });
});
