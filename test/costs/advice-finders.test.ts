import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type AttemptFact,
  type CallFact,
  type Facts,
  findAdvice,
  meanDifference,
  shareDifference,
  shareInterval,
  type TaskFact,
} from "@/lib/costs/advice";

/** Thirty days of nothing; a token read costs $ 10 a million, and $ 1 from a cache. */
const NOTHING: Facts = {
  hoursOf: () => 720,
  callHours: 720,
  tasks: [],
  attempts: [],
  calls: [],
  pricesOf: () => ({ input: 1e-5, cacheRead: 1e-6, cacheWrite: 1.25e-5, output: 5e-5 }),
  batchFactor: (provider) => (provider === "anthropic" ? 0.5 : null),
  phaseName: (phase) => phase,
};

const kinds = (facts: Partial<Facts>) => findAdvice({ ...NOTHING, ...facts }).map(({ kind }) => kind);

function tasks(
  model: string,
  count: number,
  usd: number,
  failed = 0,
  about: Partial<TaskFact> = {},
): TaskFact[] {
  return Array.from({ length: count }, (_, n) => ({
    id: `task_${model}_${n}`,
    phase: "CODE",
    model,
    priority: "MEDIUM",
    state: n < failed ? "failed" : "completed",
    costUsd: usd * (0.8 + (n % 5) * 0.1),
    isRecorded: true,
    costs: [{ provider: "anthropic", model, usualUsd: usd * (0.8 + (n % 5) * 0.1), calls: 1, sums: 0 }],
    ...about,
  }));
}

describe("intervals", () => {
  it("of a share agree with published examples", () => {
    // Newcombe 1998, tables: 81 of 263 is 0.2553 to 0.3662; 56 of 70 less 48 of 80 is 0.0524 to 0.3339.
    const { low, high } = shareInterval(81, 263);
    expect([low.toFixed(4), high.toFixed(4)]).toEqual(["0.2553", "0.3662"]);
    const difference = shareDifference(shareInterval(48, 80), shareInterval(56, 70));
    expect([difference.low.toFixed(4), difference.high.toFixed(4)]).toEqual(["0.0524", "0.3339"]);
  });

  it("hold their value, and lie within what is possible", () => {
    const counted = fc
      .tuple(fc.integer({ min: 1, max: 500 }), fc.double({ min: 0, max: 1, noNaN: true }))
      .map(([count, share]) => shareInterval(Math.round(share * count), count));
    fc.assert(
      fc.property(counted, counted, (from, to) => {
        expect(from.low).toBeGreaterThanOrEqual(0);
        expect(from.low).toBeLessThanOrEqual(from.value + 1e-12);
        expect(from.high).toBeGreaterThanOrEqual(from.value - 1e-12);
        const { low, value, high } = shareDifference(from, to);
        expect(low).toBeLessThanOrEqual(value);
        expect(high).toBeGreaterThanOrEqual(value);
      }),
    );
    expect(meanDifference([3, 3, 3], [1, 1, 1])).toEqual({ low: 2, value: 2, high: 2 });
  });
});

describe("a cheaper model", () => {
  it("is advised where it succeeded as often on at least twenty like tasks", () => {
    const [found] = findAdvice({
      ...NOTHING,
      tasks: [...tasks("dear", 40, 4, 4), ...tasks("cheap", 40, 1, 4)],
    });
    expect(found).toMatchObject({ kind: "cheaper_model", subject: "CODE|dear|cheap" });
    // Three dollars less on 40 tasks in 720 of a month's 730 hours.
    expect(found?.saving.value).toBeCloseTo((120 * 730) / 720, 6);
    expect(found?.saving.low).toBeGreaterThan(0);
    expect(found?.saving.low).toBeLessThan(found?.saving.value ?? 0);
  });

  it.each([
    ["nineteen tasks are too few", tasks("cheap", 19, 1)],
    ["it failed more often", tasks("cheap", 40, 1, 12)],
    ["other phases are no like tasks", tasks("cheap", 40, 1, 0, { phase: "DOCS" })],
    ["it is not cheaper for sure", tasks("cheap", 40, 3.98)],
    ["what nobody recorded cost nothing", tasks("cheap", 40, 0, 0, { isRecorded: false })],
  ])("is not advised where %s", (_, others) => {
    expect(kinds({ tasks: [...tasks("dear", 40, 4, 2), ...others] })).toEqual([]);
  });
});

/** A session's calls, a minute apart, with these prompts. */
function session(taskId: string, prompts: number[], about: Partial<CallFact> = {}): CallFact[] {
  return prompts.map((prompt, n) => ({
    taskId,
    phase: "CODE",
    provider: "anthropic",
    model: "m",
    at: n * 60_000,
    prompt,
    cacheRead: 0,
    output: 100,
    usd: prompt * 1e-5,
    ...about,
  }));
}

const sessions = (count: number, prompts: number[], about: Partial<CallFact> = {}) =>
  Array.from({ length: count }, (_, n) => session(`t${n}`, prompts, about)).flat();

describe("a cache that is missing", () => {
  const prompts = [10_000, 12_000, 14_000, 16_000, 18_000];

  it("is told where calls send again what the one before has sent", () => {
    const [found] = findAdvice({ ...NOTHING, calls: sessions(40, prompts) });
    expect(found).toMatchObject({ kind: "missing_cache", subject: "anthropic|m" });
    // 40 × 52,000 repeated tokens at $ 9 less a million, and 40 × 18,000 written at $ 2.5 more.
    const most = ((40 * 52_000 * 9e-6 - 40 * 18_000 * 2.5e-6) * 730) / 720;
    expect(found?.saving.high).toBeCloseTo(most, 6);
    expect(found?.saving.value).toBeLessThan(most);
  });

  it.each([
    ["a cache is in use", sessions(40, prompts, { cacheRead: 8000 })],
    [
      "each call is a task of its own",
      Array.from({ length: 200 }, (_, n) => session(`t${n}`, [10_000])).flat(),
    ],
    ["the cache would be gone by then", sessions(40, prompts).map((call) => ({ ...call, at: call.at * 6 }))],
    ["there are few calls", sessions(5, prompts)],
  ])("is not told where %s", (_, calls) => {
    expect(kinds({ calls })).toEqual([]);
  });

  it("is not told where a cache costs as much", () => {
    const pricesOf = () => ({ input: 1e-5, cacheRead: 1e-5, cacheWrite: 1e-5, output: 5e-5 });
    expect(kinds({ calls: sessions(40, prompts), pricesOf })).toEqual([]);
  });
});

describe("a context that grows", () => {
  const growing = Array.from({ length: 12 }, (_, n) => 10_000 + n * 10_000);
  const cached = { cacheRead: 5000 };

  it("is told where prompts grow and nothing more comes of them", () => {
    expect(kinds({ calls: sessions(5, growing, cached) })).toEqual(["grown_context"]);
  });

  it("is not told where more comes of longer prompts", () => {
    const calls = sessions(5, growing, cached).map((call) => ({ ...call, output: call.prompt / 50 }));
    expect(kinds({ calls })).toEqual([]);
  });

  it("is not told of sessions that stay as they are", () => {
    expect(
      kinds({
        calls: sessions(
          5,
          growing.map(() => 60_000),
          cached,
        ),
      }),
    ).toEqual([]);
  });
});

describe("attempts that fail", () => {
  const attempts = (failed: number, usd: number): AttemptFact[] =>
    Array.from({ length: 40 }, (_, n) => {
      const isFailed = n < failed;
      return { taskId: `t${n}`, phase: "CODE", number: 1 + (n % 3), isFailed, isTaskDone: !isFailed, usd };
    });

  it("are told with what those cost that failed again", () => {
    const [found] = findAdvice({ ...NOTHING, attempts: attempts(12, 2) });
    expect(found?.kind).toBe("repeated_failures");
    expect(found?.saving.high).toBeCloseTo((24 * 730) / 720, 6);
    expect(found?.saving.value).toBeCloseTo((16 * 730) / 720, 6);
  });

  it("are not told where they are few or cost little", () => {
    expect([...kinds({ attempts: attempts(4, 2) }), ...kinds({ attempts: attempts(12, 0.01) })]).toEqual([]);
  });
});

describe("a batch", () => {
  const low = { priority: "LOW" };

  it("is advised for low priority, surely as far as a task is one call", () => {
    const [found] = findAdvice({ ...NOTHING, tasks: tasks("m", 20, 1, 0, low) });
    expect(found).toMatchObject({ kind: "batch_tier", subject: "anthropic" });
    expect(found?.saving.low).toBeCloseTo((10 * 730) / 720, 6);
    const costs = [{ provider: "anthropic", model: "m", usualUsd: 1, calls: 30, sums: 0 }];
    const [long] = findAdvice({ ...NOTHING, tasks: tasks("m", 20, 1, 0, { ...low, costs }) });
    expect(long?.saving).toMatchObject({ low: 0 });
  });

  it("is not advised for work that somebody waits for, or where none is sold", () => {
    const costs = [{ provider: "acme", model: "m", usualUsd: 1, calls: 1, sums: 0 }];
    expect(kinds({ tasks: tasks("m", 20, 1) })).toEqual([]);
    expect(kinds({ tasks: tasks("m", 20, 1, 0, { ...low, costs }) })).toEqual([]);
  });
});
