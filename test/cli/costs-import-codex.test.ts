// Sessions of Codex: counts of a session so far become calls, beside what ccusage counts.
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { toRecord } from "@/lib/cli/import/call";
import { findFiles } from "@/lib/cli/import/find-files";
import { readTranscripts } from "@/lib/cli/import/read-transcripts";
import { RecordCost } from "@/lib/costs/schema";
import { temporaryDir } from "../worker/support/running";
import { ccusage } from "./support/ccusage";
import { writeTranscript } from "./support/transcripts";

const at = (second: number) => `2026-11-01T10:00:${String(second).padStart(2, "0")}.000Z`;
const line = (second: number, type: string, payload: unknown) =>
  JSON.stringify({ timestamp: at(second), type, payload });
const meta = (id: string, more: Record<string, unknown> = {}) =>
  line(0, "session_meta", {
    id,
    timestamp: at(0),
    cwd: "/repo",
    originator: "codex_exec",
    cli_version: "0.131.0",
    ...more,
  });
const turn = (model = "gpt-5") => line(1, "turn_context", { cwd: "/repo", model, effort: "medium" });
const usage = (input: number, cached: number, output: number, reasoning = 0) => ({
  ...{
    input_tokens: input,
    cached_input_tokens: cached,
    output_tokens: output,
    reasoning_output_tokens: reasoning,
  },
  total_tokens: input + output,
});
type Usage = ReturnType<typeof usage>;
const counted = (second: number, total: Usage | null, last: Usage | null = null) =>
  line(second, "event_msg", {
    type: "token_count",
    info: total && { total_token_usage: total, last_token_usage: last, model_context_window: 272_000 },
    rate_limits: { primary: { used_percent: 3 } },
  });

const FIRST = usage(1000, 400, 50, 30);
const SECOND = usage(3000, 1400, 150, 30);
const STEP = usage(2000, 1000, 100);

async function read(files: Record<string, string[]>) {
  const home = temporaryDir();
  for (const [name, lines] of Object.entries(files))
    writeTranscript(home, `sessions/2026/11/01/rollout-${name}.jsonl`, lines);
  const found = await readTranscripts(
    findFiles([join(home, "sessions")]),
    () => {},
    new AbortController().signal,
  );
  return { home, troubles: found.troubles, calls: found.calls.since(0) };
}

function byCcusage(home: string) {
  const { totals } = ccusage<{ totals: Record<string, number> }>("codex", { CODEX_HOME: home });
  return [totals.inputTokens, totals.cacheReadTokens, totals.outputTokens];
}

describe("a session's counts", () => {
  it.each<[string, string[], number[]]>([
    ["with what the last call used", [counted(2, FIRST, FIRST), counted(3, SECOND, STEP)], [1600, 1400, 150]],
    ["without it", [counted(2, FIRST), counted(3, SECOND)], [1600, 1400, 150]],
    ["said again", [counted(2, FIRST, FIRST), counted(3, null), counted(4, FIRST, FIRST)], [600, 400, 50]],
    [
      "that began anew",
      [counted(2, FIRST), counted(3, usage(300, 100, 10), usage(300, 100, 10))],
      [800, 500, 60],
    ],
    [
      "of two models",
      [counted(2, FIRST, FIRST), turn("gpt-5-codex"), counted(3, SECOND, STEP)],
      [1600, 1400, 150],
    ],
  ])("%s are as many tokens as ccusage counts", async (_, lines, expected) => {
    const { home, calls, troubles } = await read({ a: [meta("s1"), turn(), ...lines] });
    const sum = (bucket: "input" | "cacheRead" | "output") =>
      calls.reduce((total, call) => total + call.tokens[bucket], 0);
    expect(troubles).toEqual([]);
    expect([sum("input"), sum("cacheRead"), sum("output")]).toEqual(expected);
    expect(byCcusage(home)).toEqual(expected);
    expect(new Set(calls.map(({ model }) => model)).size).toBe(
      lines.some((one) => one.includes("gpt-5-codex")) ? 2 : 1,
    );
  });

  it("that a forked session repeats at a later time are counted once, and each goes on for itself", async () => {
    const parent = [meta("parent"), turn(), counted(2, FIRST, FIRST), counted(3, SECOND, STEP)];
    const replayed = [meta("parent"), turn(), counted(30, FIRST, FIRST)];
    const child = [
      meta("child", { forked_from_id: "parent" }),
      ...replayed,
      counted(31, usage(1010, 400, 51), usage(10, 0, 1)),
    ];
    const { calls } = await read({ a: child, b: parent });
    expect(calls.map((call) => [call.tokens.input, call.at]).sort()).toEqual([
      [10, Date.parse(at(31))],
      [1000, Date.parse(at(3))],
      [600, Date.parse(at(2))],
    ]);
  });

  it("that fell began anew, also where the last call is not told of", async () => {
    const { calls } = await read({
      a: [meta("s1"), turn(), counted(2, FIRST), counted(3, usage(300, 100, 10))],
    });
    expect(calls.map(({ tokens }) => tokens.input)).toEqual([600, 200]);
  });

  it("of two sessions that happen to be equal are two", async () => {
    const session = (id: string) => [meta(id), turn(), counted(2, FIRST, FIRST)];
    expect((await read({ a: session("s1"), b: session("s2") })).calls).toHaveLength(2);
  });

  it("of a session whose id no name can hold are each of their own name that one can", async () => {
    const { calls } = await read({
      a: [meta(`s\0${"1".repeat(250)}`), turn(), counted(2, FIRST), counted(3, SECOND)],
    });
    expect(calls.map(({ tokens }) => tokens.input)).toEqual([600, 1000]);
    for (const call of calls) expect(RecordCost.safeParse(toRecord(call, {})).error).toBe(undefined);
  });

  it("that contradict themselves, or are of no model, are named", async () => {
    const { calls, troubles } = await read({
      a: [
        meta("s1"),
        counted(2, FIRST),
        turn(),
        counted(3, usage(5000, 5001, 1), usage(5, 6, 1)),
        counted(4, usage(-1, 0, 0)),
      ],
    });
    expect(calls).toEqual([]);
    expect(troubles.map(({ line: number, detail }) => `${number} ${detail}`)).toEqual([
      "2 model is missing",
      "4 input_tokens is 5, which must include the 6 of the cache",
      "5 input_tokens is -1; tokens are whole numbers from 0 to 10^12",
    ]);
  });
});
