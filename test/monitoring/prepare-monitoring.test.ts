import { describe, expect, it } from "vitest";
import { actsOn, ruleWords, toFactRows } from "@/components/monitoring/prepare-alert";
import {
  isCount,
  LINES_MAX,
  metricWords,
  summaryOf,
  toHeights,
  toLineChart,
  valueWords,
} from "@/components/monitoring/prepare-samples";
import { toAlertFilter } from "@/components/monitoring/search-params";
import { toMoment } from "@/components/work/prepare-timeline";
import { formatDuration } from "@/lib/monitoring/rules/duration";
import { fillTitle } from "@/lib/monitoring/rules/title";
import type { Samples } from "@/lib/monitoring/schema";
import type { EventRecord } from "@/lib/platform/events/schema";

const START = Date.parse("2026-11-20T10:00:00Z");
const at = (steps: number) => new Date(START + steps * 15_000).toISOString();
const point = (steps: number, value: number) => ({ at: at(steps), value, min: value, max: value });

function samplesOf(own: Partial<Samples> = {}): Samples {
  return { metric: "omoios_x", from: at(0), to: at(4), step: 15, series: [], anomalies: [], ...own };
}
const courseOf = (label: string, ...points: ReturnType<typeof point>[]) => ({
  metric: "omoios_x",
  labels: { label },
  points,
});

describe("the lines of a chart", () => {
  it("have a gap where nothing was sampled, never a zero", () => {
    const { rows } = toLineChart(samplesOf({ series: [courseOf("a", point(0, 5), point(2, 0))] }), String);
    expect(rows.map(({ values }) => values[0])).toEqual([5, null, 0, null, null]);
    expect(rows.map(({ label }) => label)[0]).toBe("10:00");
  });

  it("go on over one missing step, and break over more", () => {
    const course = courseOf("a", point(0, 4), point(2, 8), point(5, 1));
    const { rows } = toLineChart(samplesOf({ to: at(6), series: [course] }), String);
    expect(toHeights(rows).map(([height]) => height)).toEqual([4, 6, 8, null, null, 1, null]);
  });

  it("are the largest, in the order of their names; the others are told of", () => {
    const series = Array.from({ length: 9 }, (_, n) => courseOf(`p${n}`, point(0, n)));
    const chart = toLineChart(samplesOf({ series }), (text) => `Project ${text}`);
    expect(chart.series).toHaveLength(LINES_MAX);
    expect(chart.series.map(({ label }) => label)).toEqual(
      ["p3", "p4", "p5", "p6", "p7", "p8"].map((one) => `Project ${one}`),
    );
    expect(chart.hidden).toBe(3);
  });

  it("of priorities begin with the highest", () => {
    const series = ["LOW", "CRITICAL", "MEDIUM", "HIGH"].map((name, n) => courseOf(name, point(0, n)));
    const labels = toLineChart(samplesOf({ series }), String).series.map(({ label }) => label);
    expect(labels).toEqual(["CRITICAL", "HIGH", "MEDIUM", "LOW"]);
  });

  it("mark what was unusual from where it began to where it ended, or to the end while it lasts", () => {
    const mark = { alertId: "alrt_1", value: 9, median: 1, score: 8 };
    const chart = toLineChart(
      samplesOf({
        series: [courseOf("a", point(0, 1)), courseOf("b", point(0, 2))],
        anomalies: [
          { ...mark, labels: { label: "b" }, from: at(1), to: at(3) },
          { ...mark, labels: { label: "a" }, from: at(-50), to: null },
          { ...mark, labels: { label: "gone" }, from: at(1), to: null },
        ],
      }),
      String,
    );
    expect(chart.marks).toEqual([
      { alertId: "alrt_1", series: 1, from: 1, to: 3 },
      { alertId: "alrt_1", series: 0, from: 0, to: 4 },
    ]);
    expect(summaryOf("omoios_x", chart)).toBe(
      "X. a: between 1 and 1, 1 at the end; b: between 2 and 2, 2 at the end. Unusual 2 times.",
    );
  });

  it("say values in the unit of their metric", () => {
    expect(valueWords("omoios_queue_oldest_pending_seconds", 130)).toBe("2m 10s");
    expect(valueWords("omoios_attempt_failure_rate", 0.1234)).toBe("12.3 %");
    expect(valueWords("omoios_queue_pending", 12345.678)).toBe("12,350");
    expect(metricWords("omoios_queue_pending")).toBe("Queue pending");
  });

  it.each([
    ["omoios_queue_pending", true],
    ["omoios_agent_slots", true],
    ["omoios_reaction_events_behind", true],
    ["omoios_queue_oldest_pending_seconds", false],
    ["omoios_attempt_failure_rate", false],
    ["omoios_tasks_failed_per_minute", false],
    ["omoios_spend_usd_per_hour", false],
  ])("have whole ticks where they count things: %s", (metric, expected) => {
    expect(isCount(metric)).toBe(expected);
  });
});

describe("an alert", () => {
  it.each([
    ["raised", null, ["acknowledge", "silence", "escalate", "resolve"]],
    ["acknowledged", null, ["silence", "escalate", "resolve"]],
    ["silenced", { at: at(0), name: "a", reason: "r" }, ["acknowledge", "silence", "resolve"]],
    ["resolved", null, []],
  ] as const)("that is %s offers what can be done with it", (state, escalated, expected) => {
    const may = Object.entries(actsOn({ state, escalated })).filter(([, is]) => is);
    expect(may.map(([name]) => name)).toEqual(expected);
  });

  it("says its facts in words, and leaves out what says nothing", () => {
    expect(
      toFactRows({
        "task.pending_s": 130,
        "task.is_blocked": false,
        "task.agent": "",
        "task.id": "task_1",
        "task.silent_s": 0,
        "queue.failure_rate": 0.5,
        "agent.failures_1h": 1200,
        problem: "p",
      }),
    ).toEqual([
      { name: "Failures in the last hour", value: "1,200" },
      { name: "Is blocked", value: "No" },
      { name: "Pending", value: "2m 10s" },
      { name: "Problem", value: "p" },
      { name: "Queue: failure rate", value: "50 %" },
    ]);
    expect(ruleWords("task_stuck")).toBe("Task stuck");
  });

  it("is asked for as the address says, in whatever state", () => {
    const choice = { state: "all", severity: null, rule: null, entity: null, group: null } as const;
    expect(toAlertFilter(choice, "prj_1")).toEqual({ project: "prj_1", sort: "severity" });
    expect(toAlertFilter({ ...choice, state: "live", rule: "r" }, undefined)).toEqual({
      state: "live",
      rule: "r",
      sort: "severity",
    });
  });
});

describe("titles", () => {
  it("fill in facts: times and shares in words, what is not known as unknown", () => {
    const facts: Record<string, string | number> = {
      "task.title": "Fix {it}",
      "task.pending_s": 125,
      "queue.failure_rate": 0.5,
    };
    const look = (name: string) => facts[name];
    expect(
      fillTitle("{task.title} waits {task.pending_s}, {queue.failure_rate} fail, {queue.pending} wait", look),
    ).toBe("Fix {it} waits 2 min 5 s, 50 % fail, unknown wait");
    expect(fillTitle("{task.title}", () => "x".repeat(500))).toHaveLength(300);
  });

  it.each([
    [0, "0 s"],
    [59, "59 s"],
    [3600, "1 h"],
    [3661, "1 h 1 min"],
    [90_061, "1 d 1 h"],
  ])("say %d seconds as %s", (seconds, words) => {
    expect(formatDuration(seconds)).toBe(words);
  });
});

describe("the timeline", () => {
  const moment = (type: EventRecord["type"], payload: EventRecord["payload"]) =>
    toMoment({ type, payload, id: "e", actorName: "Monitor", occurredAt: at(0) } as EventRecord, {
      phase: String,
    });

  it.each([
    ["alert.raised", { title: "T", severity: "critical" }, "Alert raised: T", "danger", null],
    [
      "alert.raised",
      { title: "T", severity: "warning", timesReopened: 2 },
      "Alert came back: T",
      "warning",
      null,
    ],
    [
      "alert.raised",
      { title: "T", severity: "warning", isSilenceOver: true },
      "Its silence is over: T",
      "warning",
      null,
    ],
    [
      "alert.silenced",
      { until: at(0), note: null },
      "Alert silenced until 2026-11-20 10:00 UTC",
      "neutral",
      null,
    ],
    ["alert.escalated", { reason: "Help." }, "Alert escalated", "danger", "Help."],
    [
      "watchdog.remedy_tried",
      { kind: "fail_over", outcome: "refused", detail: "No other." },
      "Watchdog fails over to another agent: could not be done",
      "warning",
      "No other.",
    ],
  ] as const)("tells of %s", (type, payload, what, tone, detail) => {
    expect(moment(type, payload)).toMatchObject({ what, tone, detail });
  });
});
