import { expect, test } from "vitest";
import {
  budgetScopeOf,
  endWords,
  leftWords,
  newBudgetOf,
  overshootWords,
  recordsOf,
  spentWords,
  unpricedWords,
} from "@/components/costs/prepare-budget";
import { SERIES_MAX, toDayChart } from "@/components/costs/prepare-days";
import { byUsd, formatCallUsd, sumUsd, usdPercent, usdShare } from "@/components/costs/prepare-money";
import { allTokens, cacheShare } from "@/components/costs/prepare-tokens";
import { spanWords } from "@/components/ui/time-format";
import { formatTokens } from "@/components/work/prepare-attempt";
import { periodStart } from "@/lib/client/period";
import { CreateBudget } from "@/lib/costs/schema";

const TOKENS = { input: 10, cacheRead: 30, cacheWrite5m: 0, cacheWrite1h: 0, output: 5 };

function cell(day: string, model: string, totalCost: string, unpricedCalls = 0) {
  return {
    key: day,
    label: day,
    model,
    totalCost,
    calls: 1,
    unpricedCalls,
    tokens: TOKENS,
    assumedCost: "0",
  };
}

test("money is added and compared exactly, where floats would be off", () => {
  expect(sumUsd(["0.1", "0.2", "99999999.000000000001"])).toBe("99999999.300000000001");
  expect(["0.09", "0.1", "12"].sort(byUsd)).toEqual(["12", "0.1", "0.09"]);
});

test.each([
  ["0", "$ 0.0000"],
  ["0.00005", "$ 0.00005"],
  ["0.01234567", "$ 0.0123"],
  ["0.99995", "$ 1.0000"],
  ["1234.565", "$ 1,234.57"],
])("a call of %s USD reads %s", (amount, words) => {
  expect(formatCallUsd(amount)).toBe(words);
});

test("a budget says 100 % only when all of it is spent, and its bar never leaves its box", () => {
  expect(usdPercent("4.9999", "5")).toBe("99 %");
  expect(usdPercent("5", "5")).toBe("100 %");
  expect(usdPercent("62.5", "5")).toBe("1,250 %");
  expect(usdShare("62.5", "5")).toBe(1);
  expect(usdShare("1", "0")).toBe(0);
});

test("cache hits are a share of what was prompted, and unknown where nothing was", () => {
  expect(cacheShare(TOKENS)).toBe(0.75);
  expect(cacheShare({ ...TOKENS, input: 0, cacheRead: 0 })).toBeNull();
  expect(allTokens(TOKENS)).toBe(45);
  expect([formatTokens(950), formatTokens(12_345), formatTokens(4_500_000)]).toEqual([
    "950",
    "12.3K",
    "4.5M",
  ]);
});

test("days without a call have a column of their own, and a model not called is a gap, not a zero", () => {
  const { days, series } = toDayChart(
    {
      from: "2026-11-20T00:00:00.000Z",
      items: [
        cell("2026-11-20", "opus", "0.1"),
        cell("2026-11-20", "haiku", "0.2"),
        { ...cell("2026-11-22", "opus", "3"), calls: 3, unpricedCalls: 2 },
        cell("2026-11-22", "inhouse", "0", 1),
      ],
    },
    "2026-11-22",
  );
  expect(series.map(({ label, total }) => [label, total])).toEqual([
    ["opus", "3.1"],
    ["haiku", "0.2"],
  ]);
  expect(days.map(({ label, total, parts }) => [label, total, parts])).toEqual([
    ["20 Nov", "0.3", ["0.1", "0.2"]],
    ["21 Nov", "0", [null, null]],
    ["22 Nov", "3", ["3", null]],
  ]);
  expect(days[2]).toMatchObject({
    unpricedCalls: 3,
    from: "2026-11-22T00:00:00.000Z",
    to: "2026-11-23T00:00:00.000Z",
  });
});

test("a day whose calls all lack a price has no total, which is not a total of nothing", () => {
  const items = [cell("2026-11-22", "inhouse", "0", 1)];
  const { days, series } = toDayChart({ from: "2026-11-21T00:00:00.000Z", items }, "2026-11-22");
  expect(series).toEqual([]);
  expect(days.map(({ total, unpricedCalls }) => [total, unpricedCalls])).toEqual([
    ["0", 0],
    [null, 1],
  ]);
});

test("a day that began before the period opens only the records within it", () => {
  const [first] = toDayChart({ from: "2026-11-22T05:00:00.000Z", items: [] }, "2026-11-22").days;
  expect(first?.from).toBe("2026-11-22T05:00:00.000Z");
});

test("the dearest models keep a colour, the others share one, and no dollar is lost", () => {
  const many = Array.from({ length: SERIES_MAX + 3 }, (_, index) =>
    cell("2026-11-22", `m${index}`, `${index}.1`),
  );
  const { series, days } = toDayChart({ from: null, items: many }, "2026-11-22");
  expect(series.map(({ label }) => label)).toEqual(["m7", "m6", "m5", "m4", "m3", "3 other models"]);
  expect(sumUsd(days[0]?.parts.map((part) => part ?? "0") ?? [])).toBe(days[0]?.total);
  expect(series.at(-1)?.total).toBe("3.3");
});

test("periods begin with an hour or at midnight UTC", () => {
  const now = new Date("2026-03-01T14:30:00Z");
  expect(periodStart("24h", now)).toBe("2026-02-28T15:00:00.000Z");
  expect(periodStart("today", now)).toBe("2026-03-01T00:00:00.000Z");
  expect(periodStart("7d", now)).toBe("2026-02-23T00:00:00.000Z");
  expect(periodStart("month", now)).toBe("2026-03-01T00:00:00.000Z");
});

test("a span names its ends, or the one that it has", () => {
  const [from, to] = ["2026-11-22T00:00:00Z", "2026-11-23T00:00:00Z"];
  expect(spanWords(from, to)).toBe("22 Nov, 00:00 – 23 Nov, 00:00 UTC");
  expect([spanWords(from, null), spanWords(null, null)]).toEqual(["Since 22 Nov, 00:00 UTC", "Any time"]);
});

function formOf(fields: Record<string, string>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  return form;
}

test("the form's fields make the budget that the API takes, its percentages as shares", () => {
  const form = formOf({
    kind: "phase",
    phase: "TESTING",
    projectId: "",
    limit: " 25.50 ",
    period: "weekly",
    zone: "Europe/Berlin",
    warnAt: "82.5",
    criticalAt: "95",
    onExceed: "notify",
  });
  const scope = budgetScopeOf(form);
  expect(scope).toEqual({ kind: "phase", phase: "TESTING" });
  expect(scope && CreateBudget.parse(newBudgetOf(form, scope))).toMatchObject({
    limit: "25.50",
    period: "weekly",
    zone: "Europe/Berlin",
    warnAt: 0.825,
    criticalAt: 0.95,
    onExceed: "notify",
  });
  expect(budgetScopeOf(formOf({ kind: "ticket" }))).toBeNull();
  expect(budgetScopeOf(formOf({ kind: "galaxy" }))).toBeNull();
});

const CURRENT = {
  startsAt: "2026-11-22T23:00:00Z",
  endsAt: "2026-11-23T23:00:00Z",
  spent: "4.2",
  assumed: "0",
  reserved: "0",
  left: "5",
  unpricedCalls: 0,
  holdId: null,
};

test("a budget says what is spent of it, when its period ends in its own zone, and which records it counts", () => {
  expect(spentWords({ current: CURRENT, limit: "5", period: "daily" })).toBe("$ 4.20 of $ 5.00 a day, 84 %");
  expect(endWords({ current: CURRENT, zone: "Europe/Berlin" })).toBe("24 Nov, 00:00");
  expect(endWords({ current: { ...CURRENT, endsAt: null }, zone: "UTC" })).toBe("Never");
  expect(recordsOf({ scope: { kind: "phase", phase: "X" }, period: "daily", current: CURRENT })).toEqual({
    from: CURRENT.startsAt,
    to: CURRENT.endsAt,
    phase: "X",
  });
  expect(recordsOf({ scope: { kind: "global" }, period: "once", current: CURRENT })).toEqual({
    from: null,
    to: null,
  });
});

test("a budget says what it does not know, and one that pauses what it takes that for", () => {
  const current = { ...CURRENT, unpricedCalls: 2, assumed: "12.5" };
  expect(unpricedWords({ current: CURRENT, onExceed: "pause" })).toBe(null);
  expect(unpricedWords({ current, onExceed: "notify" })).toBe("without 2 records of unknown price");
  expect(unpricedWords({ current, onExceed: "pause" })).toBe(
    "without 2 records of unknown price, taken for $ 12.50",
  );
});

test("a budget that pauses says what is reserved and left, and what its limit can be exceeded by", () => {
  const pausing = { current: { ...CURRENT, reserved: "0.5", left: "0.3" }, onExceed: "pause" as const };
  expect(leftWords(pausing)).toBe("$ 0.50 reserved, $ 0.30 left");
  expect(leftWords({ ...pausing, current: { ...CURRENT, left: "0" } })).toBe("nothing left");
  expect(leftWords({ ...pausing, onExceed: "notify" })).toBe(null);
  const overshoot = (attempts: number, unreserved: number, calls = 0) =>
    overshootWords({ onExceed: "pause", running: { attempts, unreserved, calls } });
  expect(overshoot(0, 0)).toContain("the limit holds to the last digit");
  expect(overshoot(1, 0)).toContain("1 attempt runs now: the limit can be exceeded by what it costs beyond");
  expect(overshoot(2, 0)).toContain("2 attempts run now: the limit can be exceeded by what they cost beyond");
  expect(overshoot(3, 1, 2)).toContain("3 attempts and 2 calls run now, 1 of them without a reservation");
  expect(overshoot(1, 1)).toContain("1 attempt runs now, without a reservation");
  expect(overshoot(1, 1, 3)).toContain("1 attempt and 3 calls run now, 1 of them without a reservation");
  expect(overshootWords({ onExceed: "notify", running: { attempts: 1, unreserved: 1, calls: 0 } })).toContain(
    "only tells",
  );
});
