// What is measured is kept: once for all replicas, rolled up, forgotten in time.
import { beforeEach, describe, expect, it } from "vitest";
import { SamplesQuery } from "@/lib/monitoring/schema";
import * as monitoring from "@/lib/monitoring/service";
import { keepMonitoringHouse } from "@/lib/monitoring/service/sample";
import { provideGauges } from "@/lib/platform/metrics/sources";
import { provideQueueGauges } from "@/lib/work/service/gauges";
import "../support/embedded";
import { ADMIN, aKey, anAgent, aProject, aTicket, claimNext } from "../support/makers";
import { refusal } from "../support/refusal";
import { change, rows } from "../support/sql";
import { createAll, hold } from "../work/support/acts";

let level = 1;
provideGauges({
  name: "level",
  isShared: true,
  gauges: { omoios_level: { help: "The level.", labels: ["tank"] } },
  read: async () => [{ gauge: "omoios_level", labels: { tank: "a" }, value: level }],
});

const samplesOf = (metric: string, range = "1h") =>
  monitoring.getSamples(ADMIN, SamplesQuery.parse({ metric, range }));
const valuesOf = async (metric: string, range = "1h") =>
  (await samplesOf(metric, range)).series.flatMap(({ points }) => points.map(({ value }) => value));
/** As if so much time had gone by. */
const pass = async (seconds: number) => {
  await change`UPDATE monitor_samples SET at = at - make_interval(secs => ${seconds})`;
  await change`UPDATE monitor_rollups SET at = at - make_interval(secs => ${seconds})`;
};

beforeEach(async () => {
  await change`DELETE FROM monitor_samples`;
  await change`DELETE FROM monitor_rollups`;
});

describe("a sample", () => {
  it("is kept once for a quarter of a minute, whoever takes it, and counted once in the sums", async () => {
    level = 4;
    await monitoring.sampleNow();
    level = 9;
    await monitoring.sampleNow();
    // Between the two a quarter may have ended: then both stand, each once.
    const kept = await rows<{
      value: number;
    }>`SELECT v.value FROM monitor_samples v JOIN monitor_series s ON s.id = v.series_id
      WHERE s.metric = 'omoios_level' ORDER BY v.at`;
    expect(kept[0]?.value).toBe(4);
    const [sums] = await rows<{
      samples: number;
    }>`SELECT sum(r.samples)::int AS samples FROM monitor_rollups r
      JOIN monitor_series s ON s.id = r.series_id WHERE s.metric = 'omoios_level' AND r.seconds = 300`;
    expect(sums?.samples).toBe(kept.length);
  });

  it("is taken by one replica in its turn: the next call finds that it is not time", async () => {
    await change`DELETE FROM monitor_passes`;
    await monitoring.keepSamples();
    await change`DELETE FROM monitor_samples`;
    await monitoring.keepSamples();
    expect(await valuesOf("omoios_level")).toEqual([]);
  });

  it("goes into steps of five minutes and an hour, with mean and extremes", async () => {
    for (const value of [2, 4, 12]) {
      level = value;
      await monitoring.sampleNow();
      await change`UPDATE monitor_samples SET at = at - interval '15 seconds'`;
    }
    const of = async (range: string) => (await samplesOf("omoios_level", range)).series[0]?.points;
    for (const range of ["24h", "7d", "30d"]) {
      const points = (await of(range)) ?? [];
      const whole = points.reduce((sum, { value }) => sum + value, 0) / points.length;
      expect(Math.min(...points.map(({ min }) => min))).toBe(2);
      expect(Math.max(...points.map(({ max }) => max))).toBe(12);
      expect(whole).toBeGreaterThanOrEqual(2);
    }
    expect(await valuesOf("omoios_level")).toEqual([2, 4, 12]);
  });

  it("is read in few rows, however long the range", async () => {
    const [found] = await rows<{ id: number }>`SELECT id FROM monitor_series WHERE metric = 'omoios_level'`;
    await change`INSERT INTO monitor_rollups (series_id, seconds, at, samples, sum, min, max)
      SELECT ${found?.id ?? 0}, 3600, date_bin('1 hour', now(), 'epoch') - n * interval '1 hour', 240, 240, 1, 1 FROM generate_series(1, 900) AS n`;
    const points = await valuesOf("omoios_level", "30d");
    expect(points.length).toBeGreaterThan(700);
    expect(points.length).toBeLessThanOrEqual(721);
  });

  it("is forgotten in time, with the series that has none left", async () => {
    await monitoring.sampleNow();
    await pass(86_400);
    await change`DELETE FROM monitor_passes`;
    await keepMonitoringHouse();
    expect(await rows`SELECT 1 FROM monitor_samples`).not.toEqual([]);
    await pass(86_400 + 60);
    await change`DELETE FROM monitor_passes`;
    await keepMonitoringHouse();
    expect(await rows`SELECT 1 FROM monitor_samples`).toEqual([]);
    expect(await valuesOf("omoios_level", "7d")).not.toEqual([]);
    await pass(31 * 86_400);
    await change`DELETE FROM monitor_passes`;
    await keepMonitoringHouse();
    expect(await rows`SELECT 1 FROM monitor_rollups`).toEqual([]);
    expect(await refusal(samplesOf("omoios_level"))).toMatchObject({ code: "not_found" });
  });
});

describe("what is measured", () => {
  it("is the queue by priority and project, throughput, failures, slots and alerts, as the facts have them", async () => {
    monitoring.provideMonitoringGauges();
    provideQueueGauges();
    const project = await aProject();
    const ticket = await aTicket({ project });
    await createAll(ticket, [{ priority: "CRITICAL" }, { priority: "LOW" }, { priority: "LOW" }]);
    await claimNext(await anAgent({ project, capacity: 3 }));
    await monitoring.sampleNow();
    const { items } = await monitoring.listMetrics(ADMIN);
    expect(items.find(({ metric }) => metric === "omoios_queue_pending")).toMatchObject({ series: 4 });
    expect(items.every(({ help }) => help !== "")).toBe(true);
    const last = async (metric: string, labels: Record<string, string> = {}) => {
      const { series } = await samplesOf(metric);
      const one = series.find((each) =>
        Object.entries(labels).every(([name, text]) => each.labels[name] === text),
      );
      return one?.points.at(-1)?.value;
    };
    expect(await last("omoios_queue_pending", { priority: "LOW" })).toBe(2);
    expect(await last("omoios_queue_pending", { priority: "CRITICAL" })).toBe(0);
    expect(await last("omoios_project_pending", { project: project.id })).toBe(2);
    expect(await last("omoios_agent_slots", { state: "free" })).toBe(2);
    expect(await last("omoios_agent_slots", { state: "busy" })).toBe(1);
    expect(await last("omoios_attempt_failure_rate")).toBe(0);
    expect(await last("omoios_alerts", { severity: "critical" })).toBe(0);
    expect(await last("omoios_tasks", { state: "claimed" })).toBe(1);
    const foreign = await aKey({ project: await aProject() });
    const seen = await monitoring.getSamples(
      foreign.actor,
      SamplesQuery.parse({ metric: "omoios_project_pending" }),
    );
    expect(seen.series).toEqual([]);
  });

  it("goes on when one source of gauges cannot be read", async () => {
    provideGauges({
      name: "broken",
      isShared: true,
      gauges: { omoios_broken: { help: "h" } },
      read: async () => {
        throw new Error("no");
      },
    });
    await monitoring.sampleNow();
    expect(await valuesOf("omoios_level")).toHaveLength(1);
  });
});

describe("facts", () => {
  it("tell of tasks, agents and alerts what conditions may ask, and only what is asked for", async () => {
    await change`UPDATE tasks SET state = 'cancelled', finished_at = now() WHERE finished_at IS NULL`;
    await change`UPDATE attempts SET ended_at = now(), outcome = 'cancelled' WHERE ended_at IS NULL`;
    await change`UPDATE agents SET state = 'retired', load = 0`;
    const { read } = await import("@/lib/platform/db/transact");
    const project = await aProject();
    const ticket = await aTicket({ project });
    const [first] = await createAll(ticket, [{ priority: "HIGH", timeoutSeconds: 600 }]);
    await createAll(ticket, [{ dependsOn: [first?.id ?? ""] }]);
    const held = await claimNext(await anAgent({ project, capacity: 2 }));
    await hold({ kind: "agent", agentId: held.agent.id });
    const facts = await read((tx) => monitoring.readFacts(tx, { task: true, agent: true, alert: true }));
    expect(facts.whole).toMatchObject({
      queue: { pending: 0, running: 1, oldest_pending_s: 0, failure_rate: 0 },
      agents: { online: 1, slots: 2, free_slots: 1, lost: 0, quarantined: 0 },
    });
    expect(facts.task.find(({ id }) => id === first?.id)).toEqual({
      id: first?.id,
      title: "t",
      project: project.id,
      ticket: ticket.id,
      phase: expect.any(String),
      type: expect.any(String),
      priority: "HIGH",
      state: "claimed",
      agent: held.agent.id,
      pending_s: 0,
      running_s: expect.any(Number),
      silent_s: expect.any(Number),
      timeout_s: 600,
      attempts: 1,
      max_attempts: expect.any(Number),
      is_blocked: false,
    });
    expect(facts.task.filter(({ is_blocked }) => is_blocked)).toHaveLength(1);
    expect(facts.agent).toEqual([
      {
        id: held.agent.id,
        name: held.agent.name,
        project: project.id,
        host: "",
        status: "running",
        capacity: 2,
        load: 1,
        silent_s: expect.any(Number),
        failures_1h: 0,
        completions_1h: 0,
        failure_streak: 0,
      },
    ]);
    const bare = await read((tx) => monitoring.readFacts(tx, {}));
    expect([bare.task, bare.agent, bare.alert]).toEqual([[], [], []]);
  });
});
