// Whatever an agent prints, and wherever it breaks off: the reading of its output never fails.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { UsageSummary } from "@/lib/work/schema";
import { LINE_BYTES_MAX } from "@/lib/worker/profiles/agent-stream";
import type { ProfileName } from "@/lib/worker/profiles/profile";
import { sumUsd, usdOf } from "@/lib/worker/profiles/usage";
import {
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

describe("any stream", () => {
  const whole = toText(["noise: wörld", ...claudeWork, "{ not json", claudeResult]);

  test("reads the same wherever it is cut into pieces", () => {
    const expected = readStream("claude-code", whole);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), (pieceBytes) => {
        expect(readStream("claude-code", whole, pieceBytes)).toEqual(expected);
      }),
      { numRuns: 25 },
    );
    expect(expected.log).toMatch(/^noise: wörld\n/);
    expect(expected.log).toContain("\n{ not json\n");
  });

  test("whatever it is cut off after, nothing throws and the usage is one that the API takes", () => {
    const streams = {
      "claude-code": whole,
      codex: toText([...codexWork, codexEnd(5, 9, 1)]),
      gemini: toText([...geminiWork, geminiResult]),
      openhands: toText([...openhandsWork, openhandsStats(2), openhandsFinish]),
    };
    fc.assert(
      fc.property(
        fc.constantFrom(...(Object.keys(streams) as (keyof typeof streams)[])),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (name, share) => {
          const output = streams[name];
          const { usage } = readStream(name, output.slice(0, Math.floor(output.length * share)));
          expect(UsageSummary.parse(usage)).toEqual(usage);
        },
      ),
    );
  });

  test("nonsense in every field is no usage, not a failure", () => {
    const value = fc.oneof(fc.jsonValue(), fc.constant(-1), fc.constant(1e300));
    const type = fc.constantFrom("assistant", "result", "system", "user", "turn.completed", "item.completed");
    const keys = [
      "message",
      "usage",
      "modelUsage",
      "total_cost_usd",
      "stats",
      "item",
      "key",
      "value",
      "result",
    ];
    const kind = fc.constantFrom("ActionEvent", "MessageEvent", "ConversationStateUpdateEvent");
    const event = fc.record({ type, kind, ...Object.fromEntries(keys.map((key) => [key, value])) });
    fc.assert(
      fc.property(fc.constantFrom("claude-code", "codex", "gemini", "openhands"), event, (name, one) => {
        const { usage } = readStream(name as ProfileName, toText([one as Record<string, unknown>]));
        expect(UsageSummary.parse(usage)).toEqual(usage);
      }),
    );
  });

  test("names and counts that the API would refuse are cut or left out", () => {
    const huge = { inputTokens: 2 ** 53 - 1, outputTokens: 1, provider: "p".repeat(300), costUSD: 1e12 };
    const modelUsage = { " ": huge, [`m${"x".repeat(500)}`]: huge, "a\0b": huge };
    const { usage } = readStream(
      "claude-code",
      toText([{ ...claudeResult, session_id: "\0".repeat(400), modelUsage }]),
    );
    expect(UsageSummary.parse(usage)).toEqual(usage);
    expect(usage.models?.map(({ model }) => model.length)).toEqual([200, 3]);
    expect(usage).toMatchObject({ inputTokens: 0, outputTokens: 3 });
  });

  test("a line beyond the limit is left out with a remark, and the next one is read", () => {
    const huge = `{"type":"assistant","x":"${"x".repeat(LINE_BYTES_MAX)}"}\n`;
    const { log, report } = readStream("claude-code", huge + toText([claudeResult]), 65_536);
    expect(log).toBe("[omoios] A line of over 8 MB was left out.\n[agent] done after 3 turns\n");
    expect(report.isFinished).toBe(true);
  });
});

describe("money", () => {
  test("is added without rounding", () => {
    expect(sumUsd(["0.1", "0.2", undefined, "1"])).toBe("1.3");
    expect(sumUsd([undefined])).toBeUndefined();
    expect(sumUsd(["99.99", "0.01"])).toBe("100");
  });
  test("is taken from a JSON number as it is written, and from nothing else", () => {
    expect([0.0123, 0, 120, 1e-13].map(usdOf)).toEqual(["0.0123", "0", "120", "0"]);
    expect([-1, Number.NaN, "1", null, 1e9].map(usdOf)).toEqual(Array(5).fill(undefined));
  });
});
