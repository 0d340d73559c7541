import { describe, expect, test } from "vitest";
import { commandEnv } from "@/lib/worker/attempt-env";
import { readConfig } from "@/lib/worker/config";
import { createReporter } from "@/lib/worker/report";
import { fakeAgent, fakeAttempt, fakeTask } from "./support/fake-records";

describe("the command's environment", () => {
  const agent = {
    name: "a",
    model: null,
    capabilities: [],
    phaseAffinity: [],
    capacity: 1,
    labels: {},
    host: null,
  };
  const task = fakeTask({ title: "Fix\0 it", description: "Do this." });
  const attempt = fakeAttempt(task, fakeAgent({ ...agent, type: "worker" }), 2, "7");
  const claim = { task, attempt, fence: "7", leaseUntil: attempt.leaseUntil };
  const own = { agentId: "agent_1", url: "http://room", key: "secret-key", resultFile: "/r.json" };
  const parent = { NODE_ENV: "test", PATH: "/bin", OMOI_KEY: "other", COPY: "x-secret-key-x" } as const;

  test("names the task and drops whatever holds the key", () => {
    expect(commandEnv(parent, claim, own)).toEqual({
      NODE_ENV: "test",
      PATH: "/bin",
      OMOI_TASK_ID: task.id,
      OMOI_TASK_TITLE: "Fix it",
      OMOI_TASK_TYPE: "task",
      OMOI_TASK_PHASE: "IMPLEMENTATION",
      OMOI_TASK_PROMPT: "Do this.",
      OMOI_TICKET_ID: task.ticketId,
      OMOI_PROJECT_ID: task.projectId,
      OMOI_ATTEMPT_ID: attempt.id,
      OMOI_ATTEMPT_NUMBER: "2",
      OMOI_AGENT_ID: "agent_1",
      OMOI_URL: "http://room",
      OMOI_RESULT_FILE: "/r.json",
    });
  });

  test("a prompt above 100 kB is left out, and not an outer task's taken for it", () => {
    const long = { ...claim, task: { ...task, description: "é".repeat(50_001) } };
    expect(commandEnv({ ...parent, OMOI_TASK_PROMPT: "outer" }, long, own)).not.toHaveProperty(
      "OMOI_TASK_PROMPT",
    );
  });
});

describe("the console", () => {
  const printed = (json: boolean, text: string) => {
    let out = "";
    const now = () => new Date("2026-11-22T10:00:00.123Z");
    const write = (line: string) => {
      out += line;
    };
    createReporter({ json, secret: "s3cret", write, now }).say("claimed", text, { taskId: "task_1" });
    return out;
  };

  test("prints one plain line an event, without control characters", () => {
    expect(printed(false, 'task_1 "x" attempt 1')).toBe(
      '2026-11-22T10:00:00Z claimed task_1 "x" attempt 1\n',
    );
    expect(printed(false, "a\u001b[2J\nb")).toBe("2026-11-22T10:00:00Z claimed a [2J b\n");
  });

  test("prints JSON lines on request", () => {
    expect(JSON.parse(printed(true, "hello"))).toEqual({
      at: "2026-11-22T10:00:00.123Z",
      event: "claimed",
      message: "hello",
      taskId: "task_1",
    });
  });

  test("never prints the key", () => {
    expect(printed(false, "key s3cret!") + printed(true, "key s3cret!")).not.toContain("s3cret");
  });
});

describe("the command line", () => {
  const read = (line: string, env: Record<string, string> = {}) =>
    readConfig(line.split(" "), { NODE_ENV: "test", OMOI_KEY: "k", OMOI_URL: "http://room:3000/", ...env });

  test("takes address and key from the environment, and what follows -- as it is", () => {
    expect(
      read("--capability a --capability b --label x=1=2 --capacity 3 -- run --key z -- --json"),
    ).toMatchObject({
      url: "http://room:3000",
      key: "k",
      capacity: 3,
      capabilities: ["a", "b"],
      labels: { x: "1=2" },
      isJson: false,
      command: ["run", "--key", "z", "--", "--json"],
    });
  });

  test("keeps a base path, and each control room and key has its own state directory", () => {
    const first = read("--url https://host/base/ -- run");
    expect(first.url).toBe("https://host/base");
    expect(first.stateDir).not.toBe(read("--url https://host/other -- run").stateDir);
    expect(first.stateDir).not.toBe(read("--url https://host/base --key other -- run").stateDir);
    expect(first.stateDir).toBe(read("--url https://host/base -- something else").stateDir);
  });

  test.each([
    ["--url ftp://x -- run", /no http or https/],
    ["--url http://user:pw@x -- run", /credentials/],
    ["--capacity 0 -- run", /--capacity/],
    ["--capacity many -- run", /--capacity/],
    ["--project prj_x -- run", /--project: Must be an id/],
    ["--label x -- run", /name=value/],
    ["--workdir /does/not/exist -- run", /does not exist/],
    ["--capacty 2 -- run", /Unknown option '--capacty'/],
    ["--json", /Name the command/],
  ])("refuses %s in one sentence", (line, message) => {
    expect(() => read(line)).toThrow(message);
  });
});
