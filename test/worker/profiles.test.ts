// What the runner makes of each agent's output: readable text, the agent's own words, and disjoint token counts.
import { describe, expect, test } from "vitest";
import {
  claudeApiError,
  claudeResult,
  claudeWork,
  codexEnd,
  codexWork,
  geminiResult,
  geminiWork,
  openhandsFinish,
  openhandsStats,
  openhandsWork,
  toText,
} from "./support/agent-streams";
import { readStream } from "./support/read-stream";

describe("claude-code", () => {
  test("a run is shown as text, and counted by model as its last line says", () => {
    const { log, report, usage } = readStream("claude-code", toText([...claudeWork, claudeResult]));
    expect(log).toBe(
      [
        "[agent] session ses-1, model claude-opus-4-8",
        "I look at the tests first.",
        '[tool] Bash {"command":"npm test"}',
        '[tool] Read {"file_path":"a.ts"}',
        "[tool failed] 1 failed",
        "Mended; all tests pass.",
        "[agent] done after 3 turns\n",
      ].join("\n"),
    );
    expect(report).toMatchObject({
      ...{ isFinished: true, error: null, summary: "Mended; all tests pass.", turns: 3 },
      ...{ sessionId: "ses-1", deniedTools: ["WebFetch"] },
    });
    expect(usage).toMatchObject({
      ...{ inputTokens: 108, cacheReadTokens: 2000, cacheWriteTokens: 600, outputTokens: 75 },
      ...{ costUsd: "0.0123456", sessionId: "ses-1", source: "claude-code" },
      models: [
        { model: "claude-opus-4-8", provider: "anthropic", inputTokens: 8, costUsd: "0.0120456" },
        { model: "claude-haiku-4-5", provider: "anthropic", outputTokens: 5, costUsd: "0.0003" },
      ],
    });
  });

  test("cut off before its last line, each message counts once, however many lines repeat its usage", () => {
    const { report, usage } = readStream("claude-code", toText(claudeWork));
    expect(report.isFinished).toBe(false);
    expect(usage).toMatchObject({
      ...{ inputTokens: 8, cacheReadTokens: 2000, cacheWriteTokens: 600, outputTokens: 70 },
      models: [{ model: "claude-opus-4-8", outputTokens: 70 }],
    });
    expect(usage).not.toHaveProperty("costUsd");
  });

  test("what is cached for an hour is counted apart, by model, and never more than the last line counts", () => {
    const wrote = (id: string, model: string, written: number, hour: number) => ({
      type: "assistant",
      message: {
        id,
        model,
        content: [],
        usage: {
          cache_creation_input_tokens: written,
          cache_creation: { ephemeral_5m_input_tokens: written - hour, ephemeral_1h_input_tokens: hour },
        },
      },
    });
    const messages = [
      wrote("msg_1", "claude-opus-4-8", 300, 200),
      wrote("msg_1", "claude-opus-4-8", 300, 200),
      wrote("msg_2", "claude-opus-4-8", 300, 50),
      wrote("msg_3", "claude-haiku-4-5", 900, 900),
    ];
    const opus = { ...claudeResult.modelUsage["claude-opus-4-8"] };
    const haiku = { ...claudeResult.modelUsage["claude-haiku-4-5"], cacheCreationInputTokens: 40 };
    const modelUsage = { "claude-opus-4-8[1m]": opus, "claude-haiku-4-5": haiku };
    const { usage } = readStream("claude-code", toText([...messages, { ...claudeResult, modelUsage }]));
    expect(usage).toMatchObject({
      cacheWriteTokens: 350,
      cacheWrite1hTokens: 290,
      models: [
        { model: "claude-opus-4-8[1m]", cacheWriteTokens: 350, cacheWrite1hTokens: 250 },
        { model: "claude-haiku-4-5", cacheWriteTokens: 0, cacheWrite1hTokens: 40 },
      ],
    });
    const cutOff = readStream("claude-code", toText(messages)).usage;
    expect(cutOff).toMatchObject({ cacheWriteTokens: 350, cacheWrite1hTokens: 1150 });
    const untold = readStream("claude-code", toText([...claudeWork, claudeResult])).usage;
    expect(untold).not.toHaveProperty("cacheWrite1hTokens");
  });

  test("is_error decides, whatever the subtype says, in the agent's own words", () => {
    const { log, report } = readStream("claude-code", toText(claudeApiError));
    expect(report).toMatchObject({ isFinished: true, error: "You've hit your limit · resets 8pm" });
    expect(log).toContain("[agent] usage limit five_hour: rejected\n");
    const limit = { type: "result", subtype: "error_max_turns", is_error: false, num_turns: 9 };
    expect(readStream("claude-code", toText([limit])).report.error).toBeNull();
    const { is_error: _, ...silent } = limit;
    expect(readStream("claude-code", toText([silent])).report.error).toBe("error_max_turns");
    const listed = { ...limit, is_error: true, errors: ["out of turns"] };
    expect(readStream("claude-code", toText([listed])).report.error).toBe("out of turns");
  });
});

describe("codex", () => {
  test("counters are the session's: the last stands, and cached input is not counted twice", () => {
    const lines = [...codexWork, codexEnd(100, 40, 10), { type: "turn.started" }, codexEnd(300, 140, 25)];
    const { log, report, usage } = readStream("codex", toText(lines));
    expect(log).toBe(
      [
        "[agent] session th_1",
        "[tool] shell npm test",
        "[tool failed] shell: exit code 1 1 failed",
        "[tool] shell rm -rf /",
        "[tool failed] shell: it was not permitted",
        "[tool] edit update a.ts",
        "[agent] Reconnecting... 1/5",
        "Mended it.\n",
      ].join("\n"),
    );
    expect(report).toMatchObject({ error: null, summary: "Mended it.", turns: 2, deniedTools: ["shell"] });
    const counts = { inputTokens: 130, cacheReadTokens: 140, cacheWriteTokens: 30, outputTokens: 25 };
    expect(usage).toMatchObject({
      ...counts,
      models: [{ ...counts, model: "told-model", provider: "openai" }],
    });
  });

  test("a failed turn fails, an error that passed does not", () => {
    const failed = { type: "turn.failed", error: { message: "usage limit reached" } };
    expect(readStream("codex", toText([...codexWork, failed])).report.error).toBe("usage limit reached");
    expect(readStream("codex", toText(codexWork)).report).toMatchObject({ isFinished: false });
  });
});

describe("gemini", () => {
  test("pieces of text are joined, and thinking counts as output", () => {
    const { log, report, usage } = readStream("gemini", toText([...geminiWork, geminiResult]));
    expect(log).toBe(
      [
        "Loaded cached credentials.",
        "[agent] session g-1, model gemini-3-pro",
        "I will look.",
        '[tool] run_shell_command {"command":"npm test"}',
        "[tool failed] run_shell_command: 1 failed",
        "[agent] Loop detected",
        "Mended it.\n",
      ].join("\n"),
    );
    expect(report).toMatchObject({ isFinished: true, error: null, summary: "Mended it." });
    expect(usage).toMatchObject({
      ...{ inputTokens: 150, cacheReadTokens: 100, outputTokens: 80 },
      models: [
        {
          model: "gemini-3-pro",
          inputTokens: 130,
          cacheReadTokens: 100,
          outputTokens: 70,
          provider: "google",
        },
        { model: "gemini-3-flash", inputTokens: 20, outputTokens: 10 },
      ],
    });
  });

  test("an older stream without models counts for the model of its first line", () => {
    const { models: _, ...stats } = geminiResult.stats;
    const { usage } = readStream("gemini", toText([...geminiWork, { ...geminiResult, stats }]));
    expect(usage.models).toMatchObject([{ model: "gemini-3-pro", inputTokens: 150, outputTokens: 80 }]);
  });

  test("the one indented object of --output-format json is read as well", () => {
    const tokens = { prompt: 50, candidates: 4, total: 61, cached: 20, thoughts: 7, tool: 0 };
    const whole = { response: "Four.", stats: { models: { "gemini-3-pro": { tokens } } } };
    const { log, report, usage } = readStream("gemini", `${JSON.stringify(whole, null, 2)}\n`);
    expect(log).toBe("Four.\n");
    expect(report).toMatchObject({ isFinished: true, summary: "Four." });
    expect(usage).toMatchObject({ inputTokens: 30, cacheReadTokens: 20, outputTokens: 11 });
    const failed = readStream("gemini", '{"error":{"type":"ApiError","message":"quota"}}');
    expect(failed.report.error).toBe("quota");
  });
});

describe("openhands", () => {
  test("events of both formats are read; usage is the conversation's so far, by the models of its calls", () => {
    const events = [...openhandsWork, openhandsStats(1), openhandsStats(3), openhandsFinish];
    const indented = events.map((event) => `--JSON Event--\n${JSON.stringify(event, null, 2)}\n`).join("");
    const { log, report, usage } = readStream("openhands", toText(events));
    expect(readStream("openhands", indented)).toEqual({ log, report, usage });
    expect(log).toBe(
      [
        "I look first.",
        '[tool] terminal {"command":"npm test"}',
        "[tool failed] terminal: 1 failed",
        "[tool failed] terminal: Unknown argument",
        "Mended it.\n",
      ].join("\n"),
    );
    expect(report).toMatchObject({ isFinished: true, error: null, summary: "Mended it." });
    const counts = { inputTokens: 900, cacheReadTokens: 1800, cacheWriteTokens: 300, outputTokens: 60 };
    expect(usage).toMatchObject({
      ...counts,
      costUsd: "0.3",
      models: [{ model: "claude-opus-4-8", ...counts }],
    });
  });

  test("an error of the conversation is a failure, though the program exits well", () => {
    const error = {
      kind: "ConversationErrorEvent",
      source: "environment",
      code: "AuthError",
      detail: "No key",
    };
    expect(readStream("openhands", toText([...openhandsWork, error])).report.error).toBe("AuthError: No key");
    const stuck = { kind: "ConversationStateUpdateEvent", source: "environment", key: "execution_status" };
    expect(readStream("openhands", toText([{ ...stuck, value: "stuck" }])).report.error).toBe(
      "The agent was stuck.",
    );
  });
});
