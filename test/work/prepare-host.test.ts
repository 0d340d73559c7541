import { describe, expect, test } from "vitest";
import { statusLooks } from "@/components/ui/status-tones";
import {
  drainHostConsequence,
  loadWords,
  mayDrainHost,
  requestState,
  startObstacle,
  templateWords,
} from "@/components/work/hosts/prepare-host";
import { HostRequestStatus } from "@/lib/work/schema";

const host = { status: "online", load: 1, agentsMax: 3 } as const;

describe("a request for an agent", () => {
  test("that was done runs until its agent has ended", () => {
    expect(requestState({ status: "done", endedAt: null })).toBe("running");
    expect(requestState({ status: "done", endedAt: "2026-11-22T10:00:00Z" })).toBe("ended");
  });

  test("has a look of its own in every state", () => {
    const states = HostRequestStatus.options.map((status) => requestState({ status, endedAt: null }));
    const labels = states.map((value) => statusLooks.host_request[value].label);
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
    expect(loadWords({ load: 3, agentsMax: 5 })).toBe("3 of 5 agents");
    expect(loadWords({ load: 0, agentsMax: 1 })).toBe("0 of 1 agent");
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
