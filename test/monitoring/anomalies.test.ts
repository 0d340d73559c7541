import { describe, expect, it } from "vitest";
import { judge, SAMPLES_MIN } from "@/lib/monitoring/rules/robust-z";
import { lookForAnomalies } from "@/lib/monitoring/service";
import "../support/embedded";
import { change, eventsOf, rows } from "../support/sql";
import { ageConditions, alertsOf, rulesOf } from "./support/alerts";

/** Random numbers that are the same in each run (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Normal noise, by Box and Muller. */
const normal = (random: () => number) =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

const series = (length: number, next: (index: number) => number) => Array.from({ length }, (_, n) => next(n));
const LIMITS = { minEffect: 1, minScore: 6 };

describe("the modified z-score", () => {
  it("is the distance from the median in units of 1.4826 MAD", () => {
    const past = [...series(12, () => 8), ...series(12, () => 12), 10];
    expect(judge(20, past, LIMITS)).toEqual({
      median: 10,
      mad: 2,
      score: 10 / (1.4826 * 2),
      isAnomaly: false,
      isNear: true,
    });
    expect(judge(30, past, LIMITS)?.isAnomaly).toBe(true);
    expect(judge(-10, past, LIMITS)).toMatchObject({ isAnomaly: true, score: -20 / (1.4826 * 2) });
  });

  it("is not moved by outliers among what came before, as a mean would be", () => {
    const random = seeded(1);
    const past = series(288, (n) => (n % 12 === 0 ? 1000 : 50 + normal(random)));
    expect(judge(70, past, LIMITS)?.isAnomaly).toBe(true);
  });

  it("says nothing with too few values, nor of a distance that does not matter", () => {
    expect(
      judge(
        99,
        series(SAMPLES_MIN - 1, () => 1),
        LIMITS,
      ),
    ).toBeNull();
    const random = seeded(2);
    const past = series(288, () => 5 + normal(random) * 0.001);
    expect(judge(5.5, past, LIMITS)).toMatchObject({ isAnomaly: false });
    expect(Math.abs(judge(5.5, past, LIMITS)?.score ?? 0)).toBeGreaterThan(100);
  });

  it("knows a series that never moved: any distance is far, none is none", () => {
    const past = series(100, () => 4);
    expect(judge(4, past, LIMITS)).toMatchObject({ score: 0, isAnomaly: false });
    expect(judge(5, past, LIMITS)).toMatchObject({ score: 1000, isAnomaly: true });
    expect(judge(4.9, past, LIMITS)?.isAnomaly).toBe(false);
  });

  it("knows a series that hardly ever moves: what it did before is not unusual", () => {
    const past = series(288, (n) => (n % 20 === 0 ? 12 : 0));
    expect(judge(3, past, LIMITS)?.isAnomaly).toBe(false);
    expect(judge(100, past, LIMITS)?.isAnomaly).toBe(true);
  });

  it("raises no false alarm in a week of normal noise, and in fewer than one of 200 looks at noise with heavy tails", () => {
    const random = seeded(7);
    const window = 288;
    const looks = 2016;
    const count = (next: () => number) => {
      const values = series(window + looks, next);
      let alarms = 0;
      for (let n = window; n < values.length; n += 1) {
        if (judge(values[n] ?? 0, values.slice(n - window, n), LIMITS)?.isAnomaly) alarms += 1;
      }
      return alarms;
    };
    expect(count(() => 100 + 10 * normal(random))).toBe(0);
    // One value in ten is three times as noisy: far more extremes than normal noise has.
    const heavy = () => 100 + 10 * (normal(random) * (random() < 0.1 ? 3 : 1));
    expect(count(heavy) / looks).toBeLessThan(1 / 200);
  });

  it("finds a step of eight times the noise in every one of 200 series", () => {
    const random = seeded(11);
    for (let n = 0; n < 200; n += 1) {
      const past = series(288, () => 100 + 10 * normal(random));
      expect(judge(180 + 10 * normal(random) * 0.1, past, LIMITS)?.isAnomaly).toBe(true);
    }
  });
});

describe("looking for anomalies", () => {
  const RULES = rulesOf(`
anomalies:
  metrics:
    - { metric: omoios_queue_pending, min_effect: 20, score: 6 }
`);
  const look = () => lookForAnomalies(RULES);
  const live = () => alertsOf({ rule: "anomaly", state: "live" });

  it("raises one alert for a course that leaves its day, keeps it while it is near, and resolves it when it is back", async () => {
    await change`INSERT INTO monitor_series (id, metric, labels) VALUES (1, 'omoios_queue_pending', '{"priority":"HIGH"}'),
      (2, 'omoios_queue_pending', '{"priority":"LOW"}')`;
    const random = seeded(3);
    for (const [id, around] of [
      [1, 10],
      [2, 200],
    ] as const) {
      for (let n = 2; n < 200; n += 1) {
        await change`INSERT INTO monitor_rollups (series_id, seconds, at, samples, sum, min, max)
          VALUES (${id}, 300, now() - make_interval(mins => ${5 * n}), 1, ${around + normal(random)}, 0, 0)`;
      }
    }
    const now = async (value: number) => {
      await change`DELETE FROM monitor_samples`;
      await change`INSERT INTO monitor_samples (series_id, at, value)
        VALUES (1, now() - interval '5 seconds', ${value}), (2, now() - interval '5 seconds', 201)`;
    };
    await now(11);
    expect(await look()).toEqual([]);
    await now(120);
    await look();
    expect(await live()).toEqual([]);
    await ageConditions(61);
    await look();
    const [alert, ...more] = await live();
    expect(more).toEqual([]);
    expect(alert).toMatchObject({
      labels: { metric: "omoios_queue_pending", priority: "HIGH" },
      title: expect.stringMatching(/^omoios_queue_pending \(HIGH\) is 120, usually \d/),
      facts: { value: 120 },
    });
    await now(22);
    await look();
    expect((await live())[0]?.clearSince).toBeNull();
    await now(11);
    await look();
    await change`UPDATE alerts SET clear_since = clear_since - interval '2 minutes'`;
    await look();
    expect(await live()).toEqual([]);
    expect(await eventsOf(alert?.id ?? "")).toEqual(["alert.raised", "alert.resolved"]);
  });

  it("says nothing of a course that is not sampled any more", async () => {
    await change`DELETE FROM alerts`;
    await change`UPDATE monitor_samples SET value = 500, at = now() - interval '2 minutes'`;
    expect(await look()).toEqual([]);
    expect(await rows`SELECT 1 FROM alert_conditions`).toEqual([]);
  });
});
