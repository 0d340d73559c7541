import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { agentStatus, backoffMs, isFinished, mayRetry } from "@/lib/work/rules";
import { TaskState } from "@/lib/work/schema";

describe("the backoff", () => {
  const fraction = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

  it("doubles with each attempt up to ten minutes, half of it fixed and half by chance", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 0, max: 3_600_000 }),
        fraction,
        (number, base, random) => {
          const full = Math.min(base * 2 ** (number - 1), 600_000);
          const ms = backoffMs(number, base, random);
          expect(ms).toBeGreaterThanOrEqual(Math.floor(full / 2));
          expect(ms).toBeLessThanOrEqual(Math.ceil(full));
        },
      ),
    );
  });

  it("spreads tasks that failed together over half of it", () => {
    expect([0, 0.5, 0.999].map((random) => backoffMs(3, 1000, random))).toEqual([2000, 3000, 3998]);
  });
});

describe("an agent's status", () => {
  it.each([
    [{ state: "active", load: 0, silentMs: 30_000 }, "idle"],
    [{ state: "active", load: 2, silentMs: 0 }, "running"],
    [{ state: "active", load: 2, silentMs: 30_001 }, "stale"],
    [{ state: "draining", load: 2, silentMs: 99_999 }, "draining"],
    [{ state: "lost", load: 0, silentMs: 0 }, "lost"],
    [{ state: "quarantined", load: 0, silentMs: 99_999 }, "quarantined"],
    [{ state: "retired", load: 0, silentMs: 99_999 }, "retired"],
  ] as const)("of %o is %s", (facts, status) => {
    expect(agentStatus(facts, 30_000)).toBe(status);
  });
});

it.each([
  [{ attemptCount: 1, maxAttempts: 2 }, true, true],
  [{ attemptCount: 2, maxAttempts: 2 }, true, false],
  [{ attemptCount: 3, maxAttempts: 2 }, true, false],
  [{ attemptCount: 1, maxAttempts: 9 }, false, false],
])("after %o, asked for %s, another attempt is %s", (task, wanted, answer) => {
  expect(mayRetry(task, wanted)).toBe(answer);
});

it("exactly completed, failed and cancelled are final", () => {
  expect(TaskState.options.filter(isFinished)).toEqual(["completed", "failed", "cancelled"]);
});
