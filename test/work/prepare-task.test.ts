import { describe, expect, test } from "vitest";
import {
  cancelConsequence,
  deadlineWords,
  errorTitle,
  errorWords,
  firstLine,
  isBackingOff,
  isLate,
  lastFinished,
  mayCancel,
  stateChoiceWords,
  taskSpan,
  toShownResult,
  workSpan,
} from "@/components/work/prepare-task";
import { shownState, type Task } from "@/lib/work/schema";

const cancel = {
  requestedAt: "2026-11-22T12:00:00.000Z",
  deadline: "2026-11-22T12:00:10.000Z",
  reason: "Wrong branch",
  requestedBy: "usr_1",
  cause: "cancel" as const,
};
const now = Date.parse("2026-11-22T12:00:00.000Z");

describe("the state that is shown", () => {
  test.each<[Task["state"], Task["cancel"], string, boolean]>([
    ["pending", null, "pending", true],
    ["running", null, "running", true],
    ["running", cancel, "cancelling", false],
    ["claimed", cancel, "cancelling", false],
    ["cancelled", cancel, "cancelled", false],
    ["completed", cancel, "completed", false],
    ["failed", null, "failed", false],
  ])("%s with cancel %j is shown as %s", (state, asked, shown, cancellable) => {
    expect(shownState({ state, cancel: asked })).toBe(shown);
    expect(mayCancel({ state, cancel: asked })).toBe(cancellable);
  });
});

describe("how long a task took", () => {
  test("an open task's time still grows", () => {
    expect(taskSpan({ createdAt: cancel.requestedAt, finishedAt: null })).toEqual({
      kind: "growing",
      since: cancel.requestedAt,
    });
  });
  test("a finished task's time has an end, and is never negative", () => {
    expect(taskSpan({ createdAt: cancel.requestedAt, finishedAt: cancel.deadline })).toEqual({
      kind: "ended",
      durationMs: 10_000,
    });
    expect(taskSpan({ createdAt: cancel.deadline, finishedAt: cancel.requestedAt })).toEqual({
      kind: "ended",
      durationMs: 0,
    });
  });
});

test("only a waiting task whose time has not come is backing off", () => {
  expect(isBackingOff({ state: "pending", availableAt: cancel.deadline }, now)).toBe(true);
  expect(isBackingOff({ state: "pending", availableAt: cancel.requestedAt }, now)).toBe(false);
  expect(isBackingOff({ state: "running", availableAt: cancel.deadline }, now)).toBe(false);
});

test("a deadline counts down in whole seconds and says when it is over", () => {
  expect(deadlineWords(cancel.deadline, now)).toContain("10 s left");
  expect(deadlineWords(cancel.deadline, now + 9001)).toContain("1 s left");
  expect(deadlineWords(cancel.deadline, now - 110_000)).toContain("2m 00s left");
  expect(deadlineWords(cancel.deadline, now + 10_000)).toContain("the time is over");
});

test("a cancel says what it does to a waiting and to a running task", () => {
  expect(cancelConsequence({ state: "pending", agentName: null })).toContain("ends at once");
  expect(cancelConsequence({ state: "running", agentName: "builder-1" })).toMatch(
    /^builder-1 is told to stop/,
  );
});

test("an error is named by its kind, with the exit code where there is one", () => {
  expect(errorTitle({ kind: "exit", exitCode: 137 })).toBe("The command failed with exit code 137");
  expect(errorTitle({ kind: "lease_lost", exitCode: null })).toBe("The agent went silent");
  expect(errorWords({ kind: "exit", exitCode: 137 })).toBe("Exit code 137");
  expect(errorWords({ kind: "exit", exitCode: null })).toBe("Ended by a signal");
  expect(errorWords({ kind: "timeout", exitCode: 143 })).toBe("Timeout");
});

test("the first line is the first that says something", () => {
  expect(firstLine("\n  \n  FAIL test/a\nmore")).toBe("FAIL test/a");
  expect(firstLine("")).toBe("");
});

describe("a result", () => {
  test("of a command is its output, with the exit code beside it", () => {
    expect(toShownResult({ exitCode: 0, output: "done\n" })).toEqual({ text: "done\n", exitCode: 0 });
  });
  test("of any other shape is JSON", () => {
    expect(toShownResult({ output: "done", files: 2 })?.text).toBe('{\n  "output": "done",\n  "files": 2\n}');
  });
  test("that is empty is none", () => {
    expect(toShownResult({})).toBeNull();
    expect(toShownResult(null)).toBeNull();
  });
});

test("the tasks that ended last come first, whatever order they were made in", () => {
  const tasks = [
    { id: "a", finishedAt: "2026-11-22T10:00:00Z" },
    { id: "b", finishedAt: "2026-11-22T12:00:00Z" },
    { id: "c", finishedAt: "2026-11-22T11:00:00Z" },
  ];
  expect(lastFinished(tasks, 2).map((task) => task.id)).toEqual(["b", "c"]);
});

test("a pending task that waits for others is shown as blocked, and no other state is", () => {
  expect(shownState({ state: "pending", cancel: null, openDependencies: 2 })).toBe("blocked");
  expect(shownState({ state: "pending", cancel: null, openDependencies: 0 })).toBe("pending");
  expect(shownState({ state: "pending", cancel, openDependencies: 2 })).toBe("cancelling");
  expect(shownState({ state: "failed", cancel: null, openDependencies: 2 })).toBe("failed");
});

test("a choice of states is named, or counted when the names would be too long", () => {
  const none = { state: [], blocked: false, undoable: false };
  expect(stateChoiceWords(none)).toBe("All states");
  expect(stateChoiceWords({ ...none, state: ["running", "failed"] })).toBe("Running, Failed");
  expect(stateChoiceWords({ ...none, blocked: true })).toBe("Blocked");
  expect(stateChoiceWords({ ...none, undoable: true })).toBe("Nobody can do");
  expect(stateChoiceWords({ ...none, state: ["running", "failed"], blocked: true })).toBe("3 states");
});

describe("the time at work", () => {
  const startedAt = cancel.requestedAt;
  test("grows while an agent has the task, and stands once it ended", () => {
    expect(workSpan({ state: "running", startedAt, finishedAt: null })?.kind).toBe("growing");
    expect(workSpan({ state: "completed", startedAt, finishedAt: cancel.deadline })).toEqual({
      kind: "ended",
      durationMs: 10_000,
    });
  });
  test("is none before a task is claimed, and while it waits to be tried again", () => {
    expect(workSpan({ state: "pending", startedAt: null, finishedAt: null })).toBeNull();
    expect(workSpan({ state: "pending", startedAt, finishedAt: null })).toBeNull();
    expect(workSpan({ state: "cancelled", startedAt: null, finishedAt: cancel.deadline })).toBeNull();
  });
});

test("a task is late from its deadline on, until it has finished", () => {
  const { deadline } = cancel;
  expect(isLate({ state: "running", deadline }, now)).toBe(false);
  expect(isLate({ state: "running", deadline }, now + 10_000)).toBe(true);
  expect(isLate({ state: "completed", deadline }, now + 10_000)).toBe(false);
  expect(isLate({ state: "running", deadline: null }, now)).toBe(false);
});

test("a stop says why it happens: somebody, the timeout, or the deadline", () => {
  expect(deadlineWords(cancel.deadline, now, "cancel")).toMatch(/^Cancelling: .*10 s left/);
  expect(deadlineWords(cancel.deadline, now, "timeout")).toMatch(/^Over its timeout: .*10 s left/);
  expect(deadlineWords(cancel.deadline, now, "deadline")).toMatch(/^Past its deadline: /);
});
