// Agents with a profile through the runner: programs that print what agents print, started as those are.
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { readConfig } from "@/lib/worker/config";
import type { ProfileName } from "@/lib/worker/profiles/profile";
import {
  claudeApiError,
  claudeResult,
  claudeWork,
  codexWork,
  openhandsFinish,
  toText,
} from "./support/agent-streams";
import { eventually, startControlRoom, startRunner, temporaryDir } from "./support/running";

const FAKE_AGENT = resolve("test/worker/support/fake-agent.mjs");

async function runAgent(profile: ProfileName, output: string, end: string | number = 0) {
  const room = await startControlRoom();
  const file = join(temporaryDir(), "stream");
  writeFileSync(file, output);
  const command: [string, ...string[]] = [process.execPath, FAKE_AGENT, file, String(end)];
  const started = startRunner(room, command, { profile });
  const task = room.addTask({ description: "Mend it." });
  const closed = () => eventually(() => [...room.held.values()].find(({ closedBy }) => closedBy !== null));
  return { room, task, closed, ...started };
}

test("a finished agent completes with its words, its session, its usage, and a log that people can read", async () => {
  const { closed } = await runAgent("claude-code", toText([...claudeWork, claudeResult]));
  const held = await closed();
  expect(held.result?.result).toEqual({
    ...{ exitCode: 0, summary: "Mended; all tests pass.", sessionId: "ses-1", turns: 3 },
    deniedTools: ["WebFetch"],
  });
  expect(held.result?.usage).toMatchObject({ outputTokens: 75, costUsd: "0.0123456", source: "claude-code" });
  expect(held.log.toString()).toContain('[tool] Bash {"command":"npm test"}\n');
  expect(held.log.toString()).not.toContain('"type"');
});

test("an agent that exits well but reports an error has failed, with its own message and its usage", async () => {
  const { closed } = await runAgent("claude-code", toText(claudeApiError));
  const { failure } = await closed();
  expect(failure).toMatchObject({
    retry: true,
    error: { kind: "reported", exitCode: 0, message: "You've hit your limit · resets 8pm" },
    usage: { sessionId: "ses-2", source: "claude-code" },
  });
});

test("another exit code fails with the agent's own words instead of its last lines", async () => {
  const failed = { type: "turn.failed", error: { message: "quota exceeded" } };
  const { closed } = await runAgent("codex", toText([...codexWork, failed]), 1);
  const { failure } = await closed();
  expect(failure?.error).toEqual({
    ...{ kind: "exit", exitCode: 1 },
    message: "The command ended with exit code 1.\nquota exceeded",
  });
});

test("output that breaks off is a failure, though the exit code is 0", async () => {
  const { closed } = await runAgent("claude-code", `${toText(claudeWork)}{"type":"res`);
  const { failure } = await closed();
  expect(failure?.error.message).toContain("breaks off before the agent's last word");
  expect(failure?.usage).toMatchObject({ outputTokens: 70 });
});

test("a command that prints another format fails for good and is told what is missing", async () => {
  const { closed } = await runAgent("claude-code", "I mended it.\n");
  const { failure } = await closed();
  expect(failure).toMatchObject({ retry: false, error: { kind: "reported" } });
  expect(failure?.error.message).toContain("--output-format stream-json --verbose");
});

test("a cancelled agent still reports what it has used", async () => {
  const { room, task, closed } = await runAgent("claude-code", toText(claudeWork), "hang");
  await eventually(() => room.held.size > 0 && room.attemptOf(task).log.includes("Mended"));
  room.cancel(task, 3_000);
  const held = await closed();
  expect(held.closedBy).toBe("stopped");
  expect(held.failure).toMatchObject({ error: { kind: "cancelled" }, usage: { outputTokens: 70 } });
});

test("an agent that outlasts the task's timeout reports what it has used", async () => {
  const room = await startControlRoom();
  const file = join(temporaryDir(), "stream");
  writeFileSync(file, toText(claudeWork));
  startRunner(room, [process.execPath, FAKE_AGENT, file, "hang"], { profile: "claude-code" });
  const task = room.addTask({ timeoutSeconds: 1 });
  const { failure } = await eventually(
    () => room.held.size > 0 && room.attemptOf(task).failure && room.attemptOf(task),
  );
  expect(failure).toMatchObject({ error: { kind: "timeout" }, usage: { outputTokens: 70 } });
});

test("an agent that reads its prompt from a file gets one, which is gone afterwards", async () => {
  const room = await startControlRoom();
  const workdir = temporaryDir();
  const finish = join(workdir, "finish");
  writeFileSync(finish, toText([openhandsFinish]));
  const script = `cp "$OMOI_PROMPT_FILE" prompt; echo "$OMOI_PROMPT_FILE" > where; cat ${finish}`;
  startRunner(room, script, { profile: "openhands", workdir });
  const task = room.addTask({ description: "Mend “it”." });
  await eventually(() => room.held.size > 0 && room.attemptOf(task).closedBy === "complete");
  expect(readFileSync(join(workdir, "prompt"), "utf8")).toBe("Mend “it”.");
  const path = readFileSync(join(workdir, "where"), "utf8").trim();
  await eventually(() => {
    try {
      readFileSync(path);
      return false;
    } catch {
      return true;
    }
  });
});

test("what the agent wrote as its result outranks what the profile read", async () => {
  const room = await startControlRoom();
  const file = join(temporaryDir(), "stream");
  writeFileSync(file, toText([claudeResult]));
  startRunner(room, `cat ${file}; echo '{"summary":"mine","more":1}' > "$OMOI_RESULT_FILE"`, {
    profile: "claude-code",
  });
  const task = room.addTask();
  await eventually(() => room.held.size > 0 && room.attemptOf(task).closedBy === "complete");
  expect(room.attemptOf(task).result?.result).toMatchObject({ summary: "mine", more: 1, turns: 3 });
});

test("each profile brings a command of its own, with the model it was told, and takes another instead", () => {
  const read = (line: string) =>
    readConfig(line.split(" "), { NODE_ENV: "test", OMOI_KEY: "k", OMOI_URL: "http://room" });
  expect(read("--profile claude-code --model opus").command.join(" ")).toBe(
    "claude -p --output-format stream-json --verbose --permission-mode acceptEdits --model opus",
  );
  expect(read("--profile codex").command.join(" ")).toBe("codex exec --json --sandbox workspace-write -");
  expect(read("--profile gemini").command[0]).toBe("gemini");
  expect(read("--profile openhands").command.join(" ")).toContain("openhands --headless --json");
  expect(read("--profile codex -- my-codex --json").command).toEqual(["my-codex", "--json"]);
  expect(() => read("--profile cursor -- x")).toThrow(
    '"cursor"; --profile is one of command, claude-code, codex, gemini, openhands',
  );
});

test.each([
  ["claude-code", "2.5", true, "--max-budget-usd 2.5|2.5"],
  ["claude-code", "0", true, "--max-budget-usd 0.01|0"],
  ["claude-code", null, true, "|"],
  ["claude-code", "2.5", false, "|2.5"],
  ["codex", "2.5", true, "|2.5"],
] as const)(
  "%s that may cost %s (its own command: %s) is started with “%s”",
  async (profile, usd, isOwn, wanted) => {
    const room = await startControlRoom();
    room.budgetUsd = usd;
    const workdir = temporaryDir();
    const command: [string, ...string[]] = ["sh", "-c", 'echo "$*|$OMOI_BUDGET_USD" > told', "agent"];
    startRunner(room, command, { profile, isProfileCommand: isOwn, workdir });
    const task = room.addTask({});
    await eventually(() => room.held.size > 0 && room.attemptOf(task).closedBy !== null);
    expect(readFileSync(join(workdir, "told"), "utf8").trim()).toBe(wanted);
  },
);
