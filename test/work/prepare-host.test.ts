import { describe, expect, test } from "vitest";
import { lookOf, statusLooks } from "@/components/ui/status-tones";
import {
  drainHostConsequence,
  loadWords,
  mayDrainHost,
  requestState,
  startObstacle,
  templateWords,
} from "@/components/work/hosts/prepare-host";
import { AgentStatus, HostRequestStatus } from "@/lib/work/schema";

const host = { status: "online", load: 1, agentsMax: 3 } as const;

describe("a request for an agent", () => {
  test("that was done runs until its agent has ended", () => {
    const look = (endedAt: string | null) => requestState({ status: "done", endedAt, agentStatus: "idle" });
    expect(look(null)).toEqual({ kind: "host_request", value: "running" });
    expect(look("2026-11-22T10:00:00Z")).toEqual({ kind: "host_request", value: "ended" });
  });

  test("says what its agent is where that is not at work, until the host says that it has ended", () => {
    const labels = AgentStatus.options.map((agentStatus) => {
      const look = requestState({ status: "done", endedAt: null, agentStatus });
      return lookOf(statusLooks, look.kind, look.value).label;
    });
    const aside = ["Stale", "Draining", "Quarantined", "Lost", "Retired"];
    expect(labels).toEqual(["Running", "Running", ...aside]);
  });

  test("has a look of its own in every state", () => {
    const labels = HostRequestStatus.options.map((status) => {
      const { kind, value } = requestState({ status, endedAt: null, agentStatus: null });
      return lookOf(statusLooks, kind, value).label;
    });
    expect(labels).toEqual(["Waiting", "Starting", "Running", "Failed", "Expired", "Cancelled"]);
  });
});

describe("a host", () => {
  test.each([
    [{ ...host }, null],
    [{ ...host, status: "stale" }, null],
    [{ ...host, status: "offline" }, "It has been silent for too long."],
    [{ ...host, status: "draining" }, "It starts no more agents."],
    [{ ...host, status: "retired" }, "It has ended."],
    [{ ...host, load: 3 }, "All 3 places are taken."],
    [{ ...host, agentsMax: 1 }, "Its only place is taken."],
  ] as const)("%j says why it starts no agent", (given, obstacle) => {
    expect(startObstacle(given)).toBe(obstacle);
  });

  test("can be drained unless it drains already", () => {
    expect(mayDrainHost({ status: "offline" })).toBe(true);
    expect(mayDrainHost({ status: "draining" })).toBe(false);
  });

  test.each([
    [{ status: "online", load: 0 }, /It runs none, so its program ends at once/],
    [{ status: "online", load: 1 }, /Its agent finishes its tasks and ends, then/],
    [{ status: "stale", load: 4 }, /Its agents finish their tasks and end, then/],
    [{ status: "offline", load: 4 }, /it is retired at once/],
  ] as const)("%j says what draining means", (given, words) => {
    expect(drainHostConsequence(given)).toMatch(words);
  });

  test("says its load, and its templates in words", () => {
    expect(loadWords({ load: 3, agentsMax: 5, unheard: 0 })).toBe("3 of 5 agents");
    expect(loadWords({ load: 0, agentsMax: 1, unheard: 0 })).toBe("0 of 1 agent");
    expect(loadWords({ load: 2, agentsMax: 3, unheard: 2 })).toBe("2 of 3 agents, 2 not heard of");
    const template = {
      name: "coder",
      capabilities: ["react"],
      capacity: 2,
      model: "m-1",
      profile: "command",
    };
    expect(templateWords(template)).toBe("own command, m-1, 2 tasks at a time, react");
    const bare = { name: "x", capabilities: [], capacity: 1, model: null, profile: null };
    expect(templateWords(bare)).toBe("one task at a time");
  });
});
