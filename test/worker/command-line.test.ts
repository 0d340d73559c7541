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
  const claim = { task, attempt, fence: "7", leaseUntil: attempt.leaseUntil, budgetUsd: null };
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
      OTEL_RESOURCE_ATTRIBUTES: `omoi.task.id=${task.id},omoi.attempt.id=${attempt.id},omoi.agent.id=agent_1`,
    });
  });

  test("tells OpenTelemetry whose calls these are, beside what it is told already, and not an outer task's", () => {
    const told = { OTEL_RESOURCE_ATTRIBUTES: "team=web, omoi.task.id=task_outer,omoi.phase=X" };
    const env = commandEnv({ ...parent, ...told }, claim, own);
    expect(env.OTEL_RESOURCE_ATTRIBUTES).toBe(
      `team=web,omoi.task.id=${task.id},omoi.attempt.id=${attempt.id},omoi.agent.id=agent_1`,
    );
    expect(Object.keys(env).filter((name) => name.startsWith("OTEL_EXPORTER"))).toEqual([]);
  });

  test("with a key for telemetry Claude Code sends its events here; the runner's own key stays out", () => {
    const facts = { ...own, telemetryKey: "costs-key" };
    const env = commandEnv({ ...parent, OMOI_TELEMETRY_KEY: "costs-key" }, claim, facts);
    expect(env).toMatchObject({
      CLAUDE_CODE_ENABLE_TELEMETRY: "1",
      OTEL_LOGS_EXPORTER: "otlp",
      OTEL_EXPORTER_OTLP_LOGS_PROTOCOL: "http/protobuf",
      OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: "http://room/api/otlp/v1/logs",
      OTEL_EXPORTER_OTLP_LOGS_HEADERS: "x-omoi-key=costs-key",
    });
    expect(env).not.toHaveProperty("OMOI_TELEMETRY_KEY");
    expect(JSON.stringify(env)).not.toContain("secret-key");
  });

  test("the key for telemetry goes to no collector of somebody else's", () => {
    for (const name of ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT"]) {
      const env = commandEnv({ ...parent, [name]: "http://other" }, claim, {
        ...own,
        telemetryKey: "costs-key",
      });
      expect(JSON.stringify(env)).not.toContain("costs-key");
      expect(env[name]).toBe("http://other");
    }
  });

  test("with --gateway model calls go through the control room, named by their task, beside headers of one's own", () => {
    const outer = { ...parent, ANTHROPIC_CUSTOM_HEADERS: "X-Team: web\nX-Omoi-Task: task_outer" };
    const env = commandEnv(outer, claim, { ...own, telemetryKey: "costs-key", isMetered: true });
    const ours = `x-omoi-key: costs-key\nx-omoi-task: ${task.id}\nx-omoi-agent: agent_1`;
    expect(env).toMatchObject({
      ANTHROPIC_BASE_URL: "http://room/api/gateway/anthropic",
      ANTHROPIC_CUSTOM_HEADERS: `X-Team: web\n${ours}`,
      OPENAI_BASE_URL: "http://room/api/gateway/openai/v1",
      OPENAI_CUSTOM_HEADERS: ours,
    });
    expect(commandEnv(parent, claim, { ...own, telemetryKey: "costs-key" })).not.toHaveProperty(
      "OPENAI_BASE_URL",
    );
    expect(() =>
      readConfig(["--gateway", "--", "x"], {
        NODE_ENV: "test",
        OMOI_URL: "http://room",
        OMOI_KEY: "secret-key",
      }),
    ).toThrow("--gateway needs OMOI_TELEMETRY_KEY");
  });

  test("names what the attempt may cost, and not what an outer task may", () => {
    const outer = { ...parent, OMOI_BUDGET_USD: "99" };
    expect(commandEnv(outer, claim, own)).not.toHaveProperty("OMOI_BUDGET_USD");
    expect(commandEnv(outer, { ...claim, budgetUsd: "2.5" }, own)).toMatchObject({ OMOI_BUDGET_USD: "2.5" });
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

  test("a key for telemetry is another one than the runner's, which agents may not know", () => {
    expect(read("-- run", { OMOI_TELEMETRY_KEY: "t" })).toMatchObject({ key: "k", telemetryKey: "t" });
    expect(read("-- run")).not.toHaveProperty("telemetryKey");
    expect(() => read("-- run", { OMOI_TELEMETRY_KEY: " k " })).toThrow(/must not be the runner's own key/);
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
