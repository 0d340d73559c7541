import { describe, expect, test } from "vitest";
import { claimWords, drainConsequence, mayDrain, projectName } from "@/components/work/prepare-agent";
import {
  attemptStatus,
  chooseAttempt,
  logOf,
  stopWords,
  tokenWords,
} from "@/components/work/prepare-attempt";
import {
  byUrgency,
  fleetLoad,
  statusesOf,
  toBeginnings,
  toFigures,
} from "@/components/work/prepare-overview";
import { formatBytes, whereWords } from "@/components/work/prepare-size";
import { type Agent, AgentStatus, type Artifact, type Attempt, type Overview } from "@/lib/work/schema";

const overview: Overview = {
  tasksByState: { pending: 4, claimed: 1, running: 2, completed: 9, failed: 1, cancelled: 0 },
  agentsByStatus: { idle: 1, running: 2, stale: 1, draining: 1, quarantined: 0, lost: 2, retired: 0 },
  oldestPendingAt: null,
  finishedLastHour: { completed: 3, failed: 1, cancelled: 0 },
  ticketsOpen: 5,
  blockedTasks: 1,
  undoableTasks: 0,
  liveHolds: 0,
};
const zero = (counts: Record<string, number>) =>
  Object.fromEntries(Object.keys(counts).map((key) => [key, 0]));

describe("the overview", () => {
  test("counts claimed and running tasks as at work, and groups agents by what they ask for", () => {
    expect(toFigures(overview)).toEqual({
      waiting: 4,
      atWork: 3,
      agents: { working: 3, idle: 1, attention: 3 },
    });
  });

  test("counts every agent that is not retired in exactly one group", () => {
    for (const status of AgentStatus.options.filter((option) => option !== "retired")) {
      const groups = (["working", "idle", "attention"] as const).filter((group) =>
        statusesOf(group).includes(status),
      );
      expect(groups).toHaveLength(1);
    }
  });

  test("knows how far a new installation has come", () => {
    const empty = {
      ...overview,
      tasksByState: zero(overview.tasksByState),
      agentsByStatus: zero(overview.agentsByStatus),
      ticketsOpen: 0,
    } as Overview;
    expect(toBeginnings(empty)).toEqual({ hasTickets: false, hasAgents: false, isEmpty: true });
    expect(toBeginnings({ ...empty, ticketsOpen: 1 })).toMatchObject({ hasTickets: true, isEmpty: false });
    // All tickets closed: their tasks show that there were some.
    expect(toBeginnings({ ...empty, tasksByState: overview.tasksByState }).hasTickets).toBe(true);
  });

  test("shows first the agents that need a person", () => {
    const agents = ["idle", "running", "lost", "stale"].map((status) => ({ name: status, status, load: 0 }));
    expect(byUrgency(agents as Agent[]).map(({ name }) => name)).toEqual([
      "lost",
      "stale",
      "running",
      "idle",
    ]);
  });
});

describe("an attempt", () => {
  const attempt = { id: "att_2", outcome: null, startedAt: null, stopConfirmedAt: null } as Attempt;
  const cancel = { requestedAt: "", deadline: "", reason: "", requestedBy: "", cause: "cancel" as const };

  test("is shown by its outcome, or by what it does", () => {
    expect(attemptStatus(attempt, { cancel: null }).value).toBe("claimed");
    expect(attemptStatus({ ...attempt, startedAt: "x" }, { cancel: null }).value).toBe("running");
    expect(attemptStatus(attempt, { cancel }).value).toBe("cancelling");
    expect(attemptStatus({ ...attempt, outcome: "cancelled" }, { cancel }).value).toBe("cancelled");
    expect(attemptStatus({ ...attempt, outcome: "lost" }, { cancel: null }).value).toBe("lost");
  });

  test("has a word on its stop only when it was cancelled", () => {
    expect(stopWords({ outcome: "failed", stopConfirmedAt: null })).toBeNull();
    expect(stopWords({ outcome: "cancelled", stopConfirmedAt: null })).toBe("Not confirmed");
    expect(stopWords({ outcome: "cancelled", stopConfirmedAt: "x" })).toBe("Confirmed");
  });

  test("shows missing usage as missing, and cached input as input", () => {
    expect(tokenWords(null)).toBeNull();
    expect(tokenWords({ costUsd: "0.1" })).toBeNull();
    expect(tokenWords({ inputTokens: 400, cacheReadTokens: 12_000, outputTokens: 0 })).toBe(
      "12.4K in, 0 out",
    );
    expect(tokenWords({ inputTokens: 400, cacheWriteTokens: 5000, cacheWrite1hTokens: 7000 })).toBe(
      "12.4K in",
    );
  });

  test("is the one asked for, else the newest", () => {
    const first = { ...attempt, id: "att_1" };
    expect(chooseAttempt([attempt, first], "att_1")).toBe(first);
    expect(chooseAttempt([attempt, first], "att_9")).toBe(attempt);
    expect(chooseAttempt([], null)).toBeUndefined();
  });

  test("has its own log among the artifacts", () => {
    const artifacts = [
      { id: "1", type: "diff", attemptId: "att_1" },
      { id: "2", type: "log", attemptId: "att_2" },
      { id: "3", type: "log", attemptId: "att_1" },
    ] as Artifact[];
    expect(logOf(artifacts, "att_1")?.id).toBe("3");
  });
});

describe("an agent", () => {
  test("can be drained unless it is draining or retired", () => {
    const may = AgentStatus.options.filter((status) => mayDrain({ status }));
    expect(may).toEqual(["idle", "running", "stale", "quarantined", "lost"]);
  });
  test("is told what becomes of what it holds", () => {
    expect(drainConsequence({ load: 0 })).toContain("retired at once");
    expect(drainConsequence({ load: 1 })).toContain("the task it holds");
    expect(drainConsequence({ load: 3 })).toContain("the 3 tasks it holds");
  });
  test("in quarantine, on hold, leaving or silent is not said to claim as soon as there is something", () => {
    const ready = AgentStatus.options.filter((status) =>
      claimWords({ status }, false).includes("as soon as"),
    );
    expect(ready).toEqual(["idle", "running", "stale"]);
    expect(claimWords({ status: "quarantined" }, false)).toContain("while it is in quarantine");
    expect(claimWords({ status: "idle" }, true)).toContain("while it is on hold");
  });
  test("without a project serves all of them", () => {
    expect(projectName({ projectId: null }, undefined)).toBe("All");
  });
});

test.each([
  [0, "0 B"],
  [999, "999 B"],
  [1000, "1.0 kB"],
  [9949, "9.9 kB"],
  [52_300, "52 kB"],
  [999_499, "999 kB"],
  [999_600, "1.0 MB"],
  [5_000_000, "5.0 MB"],
])("%d bytes are %s", (bytes, words) => {
  expect(formatBytes(bytes)).toBe(words);
});

test("an artifact says where it is: here with its size, or at another host", () => {
  const here = { reference: null, sha256: "ab", sizeBytes: 1000 };
  expect(whereWords(here)).toBe("1.0 kB");
  expect(whereWords({ ...here, sha256: null })).toBe("still growing");
  expect(whereWords({ ...here, reference: "https://git.example.com/pull/4" })).toBe("at git.example.com");
});

test("the fleet's load leaves out agents that get no tasks", () => {
  const agent = (status: string, load: number, capacity: number) =>
    ({ status, load, capacity, reservedSlots: 1 }) as Agent;
  const fleet = [
    agent("running", 2, 3),
    agent("idle", 0, 2),
    agent("quarantined", 0, 9),
    agent("lost", 0, 9),
  ];
  expect(fleetLoad(fleet)).toEqual({ load: 2, capacity: 5, reservedSlots: 2 });
});
