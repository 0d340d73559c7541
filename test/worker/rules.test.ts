import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { newId } from "@/lib/platform/ids";
import { JsonObject } from "@/lib/platform/schema";
import { FailTask } from "@/lib/work/schema";
import { backoffMs } from "@/lib/worker/backoff";
import { decideOutcome, type EndFacts } from "@/lib/worker/outcome";
import { killDelayMs } from "@/lib/worker/process-group";
import { Tail } from "@/lib/worker/tail";
import { lastBytes, lastLines, storable, takeChunk } from "@/lib/worker/utf8";

const text = fc.string({ unit: "grapheme", maxLength: 60 });

describe("text in bytes", () => {
  test("chunks are whole characters, within the limit, and join to the original", () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 4, max: 20 }), (original, max) => {
        const chunks: string[] = [];
        for (let rest = Buffer.from(original); rest.length > 0; ) {
          const [head, tail] = takeChunk(rest, max);
          expect(head.length).toBeGreaterThan(0);
          expect(head.length).toBeLessThanOrEqual(max);
          expect(Buffer.from(head.toString())).toEqual(head);
          chunks.push(head.toString());
          rest = Buffer.from(tail);
        }
        expect(chunks.join("")).toBe(original);
      }),
    );
  });

  test("a tail is the longest whole-character end within the limit", () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 0, max: 30 }), (original, max) => {
        const tail = lastBytes(original, max);
        const size = Buffer.byteLength(tail);
        expect(original.endsWith(tail)).toBe(true);
        expect(size).toBeLessThanOrEqual(max);
        if (tail !== original) expect(size).toBeGreaterThan(max - 4);
      }),
    );
  });

  test("a kept tail answers as the whole text would", () => {
    fc.assert(
      fc.property(fc.array(text, { maxLength: 20 }), (parts) => {
        const tail = new Tail(16);
        for (const part of parts) tail.push(part);
        expect(lastBytes(tail.text, 16)).toBe(lastBytes(parts.join(""), 16));
      }),
    );
  });

  test("last lines begin with a whole line where one fits", () => {
    expect(lastLines("first line\nsecond\nthird\n", 15)).toBe("second\nthird");
    expect(lastLines("one long line", 4)).toBe("line");
    expect(lastLines("all\nof it\n", 100)).toBe("all\nof it");
  });

  test("what PostgreSQL cannot hold is replaced", () => {
    expect(storable("a\0b\ud800c😀")).toBe("a\uFFFDb\uFFFDc😀");
  });
});

describe("waiting", () => {
  test("backoff doubles up to its cap and is at least half of it", () => {
    const limits = { backoffBaseMs: 500, backoffMaxMs: 30_000 };
    expect([1, 2, 3, 7, 1_000].map((n) => backoffMs(n, limits, () => 1))).toEqual([
      500, 1_000, 2_000, 30_000, 30_000,
    ]);
    expect(backoffMs(3, limits, () => 0)).toBe(1_000);
  });

  test("SIGKILL comes after the grace, or before a nearer deadline, never in the past", () => {
    const limits = { killGraceMs: 5_000, deadlineMarginMs: 500 };
    expect(killDelayMs(0, 60_000, limits)).toBe(5_000);
    expect(killDelayMs(0, 3_000, limits)).toBe(2_500);
    expect(killDelayMs(10_000, 3_000, limits)).toBe(0);
  });
});

describe("what an ended command means", () => {
  const facts: EndFacts = {
    file: "agent",
    timeoutSeconds: 7,
    stdoutTail: "all good\n",
    outputTail: "warning\nall good\n",
    resultFile: { kind: "absent" },
    agent: null,
  };
  const exit = (code: number | null, own = {}) =>
    ({ kind: "exit", code, signal: null, isTimedOut: false, isGroupGone: true, ...own }) as const;
  const systemError = (code: string) =>
    ({ kind: "spawn", error: Object.assign(new Error(code), { code }) }) as const;

  test("exit 0 completes with the end of stdout", () => {
    expect(decideOutcome(exit(0), facts)).toEqual({
      kind: "complete",
      result: { exitCode: 0, output: "all good\n" },
    });
    const long = decideOutcome(exit(0), { ...facts, stdoutTail: "é".repeat(9_000) });
    expect(long).toMatchObject({ result: { output: "é".repeat(2_048) } });
  });

  test("exit 0 completes with the object the command wrote, made storable", () => {
    const resultFile = { kind: "text", text: '{"a\\u0000":["b\\ud800",{"c":null}]}' } as const;
    expect(decideOutcome(exit(0), { ...facts, resultFile })).toEqual({
      kind: "complete",
      result: { "a\uFFFD": ["b\uFFFD", { c: null }] },
    });
  });

  test.each([
    ["broken JSON", { kind: "text", text: "{" } as const, /not valid JSON/],
    ["an empty file", { kind: "text", text: "" } as const, /not valid JSON/],
    ["an array", { kind: "text", text: "[1]" } as const, /not an object/],
    [
      "absurd nesting",
      { kind: "text", text: `{"a":${"[".repeat(90_000)}${"]".repeat(90_000)}}` } as const,
      /nested/,
    ],
    ["a huge file", { kind: "too_large" } as const, /larger than 64000 bytes/],
  ])("%s as result fails the attempt and says why", (_, resultFile, message) => {
    const outcome = decideOutcome(exit(0), { ...facts, resultFile });
    expect(outcome).toMatchObject({ kind: "fail", retry: true, error: { kind: "reported", exitCode: 0 } });
    expect(outcome.kind === "fail" && outcome.error.message).toMatch(message);
  });

  test("another exit code fails with the last lines, also 75", () => {
    expect(decideOutcome(exit(75), facts)).toEqual({
      kind: "fail",
      retry: true,
      error: {
        kind: "exit",
        exitCode: 75,
        message: "The command ended with exit code 75.\nwarning\nall good",
      },
    });
  });

  test("an end by signal is named", () => {
    expect(decideOutcome(exit(null, { signal: "SIGKILL" }), { ...facts, outputTail: "" })).toMatchObject({
      error: { kind: "exit", exitCode: null, message: "The command was ended by SIGKILL." },
    });
  });

  test("a timeout is a timeout even when the command then exits 0", () => {
    expect(decideOutcome(exit(0, { isTimedOut: true }), facts)).toMatchObject({
      kind: "fail",
      retry: true,
      error: { kind: "timeout", message: expect.stringContaining("within 7 s") },
    });
  });

  test("a missing or forbidden command is not tried again, an overloaded host is", () => {
    expect(decideOutcome(systemError("ENOENT"), facts)).toMatchObject({
      retry: false,
      error: { kind: "spawn" },
    });
    expect(decideOutcome(systemError("EACCES"), facts)).toMatchObject({
      retry: false,
      error: { kind: "spawn" },
    });
    expect(decideOutcome(systemError("EAGAIN"), facts)).toMatchObject({
      retry: true,
      error: { kind: "spawn" },
    });
  });

  test("whatever the output, the body passes the contract", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary", maxLength: 9_000 }),
        fc.integer({ min: 0, max: 255 }),
        (output, code) => {
          const outcome = decideOutcome(exit(code), { ...facts, stdoutTail: output, outputTail: output });
          if (outcome.kind === "complete") {
            expect(JsonObject.parse(outcome.result)).toEqual(outcome.result);
          } else {
            const { error, retry } = outcome;
            expect(FailTask.parse({ attemptId: newId("att"), fence: "1", error, retry }).error).toEqual(
              error,
            );
          }
          expect(JSON.stringify(outcome)).not.toMatch(/\\u0000|\\ud[89a-f]/);
        },
      ),
    );
  });
});
