import fc from "fast-check";
import { expect, test } from "vitest";
import { agentStatus, backoffMs, heartbeatIntervalMs, mayRetry } from "@/lib/work/rules";

test("a backoff grows with each attempt, keeps half of itself fixed, and never exceeds ten minutes", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 0, max: 60_000 }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      (number, baseMs, random) => {
        const full = Math.min(baseMs * 2 ** (number - 1), 600_000);
        const waited = backoffMs(number, baseMs, random);
        expect(waited).toBeGreaterThanOrEqual(Math.floor(full / 2));
        expect(waited).toBeLessThanOrEqual(Math.ceil(full));
      },
    ),
  );
});

test("a runner that beats as told beats three times within its lease, however short that is", () => {
  expect(heartbeatIntervalMs({ LEASE_SECONDS: 3, AGENT_STALE_SECONDS: 30 })).toBe(1000);
  expect(heartbeatIntervalMs({ LEASE_SECONDS: 60, AGENT_STALE_SECONDS: 30 })).toBe(10_000);
});

test.each([
  [{ state: "active", load: 0, silentMs: 10 }, "idle"],
  [{ state: "active", load: 1, silentMs: 10 }, "running"],
  [{ state: "active", load: 1, silentMs: 31_000 }, "stale"],
  [{ state: "draining", load: 1, silentMs: 31_000 }, "draining"],
  [{ state: "lost", load: 0, silentMs: 99_000 }, "lost"],
] as const)("an agent that is %o is shown as %s", (agent, status) => {
  expect(agentStatus(agent, 30_000)).toBe(status);
});

test("a task is tried again only while attempts are left and the runner wants it", () => {
  expect(mayRetry({ attemptCount: 1, maxAttempts: 2 }, true)).toBe(true);
  expect(mayRetry({ attemptCount: 2, maxAttempts: 2 }, true)).toBe(false);
  expect(mayRetry({ attemptCount: 1, maxAttempts: 2 }, false)).toBe(false);
});
