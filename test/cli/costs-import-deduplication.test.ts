// Which lines are one call: whatever sessions repeat, resume and interleave, and beside what ccusage counts.
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findFiles } from "@/lib/cli/import/find-files";
import { readTranscripts } from "@/lib/cli/import/read-transcripts";
import { temporaryDir } from "../worker/support/running";
import { ccusage } from "./support/ccusage";
import { messageLine, type TranscriptCall, userLine, writeTranscript } from "./support/transcripts";

const read = async (folder: string) =>
  (await readTranscripts(findFiles([folder]), () => {}, new AbortController().signal)).calls
    .since(Number.NEGATIVE_INFINITY)
    .map(({ key, model, tokens, at }) => ({ key, model, tokens, at }))
    .sort((one, other) => one.key.localeCompare(other.key));

const MODELS = ["claude-haiku-4-5", "claude-opus-4-8", "claude-sonnet-4-5"];
const instant = (ms: number) => new Date(Date.UTC(2026, 10, 1) + ms).toISOString();

const count = fc.integer({ min: 0, max: 100_000 });
const message = fc.record({
  model: fc.constantFrom(...MODELS),
  request: fc.constantFrom("req_1", "req_2", null),
  input: count,
  cacheRead: count,
  cacheWrite5m: count,
  cacheWrite1h: count,
  startedAt: fc.integer({ min: 0, max: 10_000_000 }),
  /** Output after each line about it. */
  growth: fc.array(fc.integer({ min: 0, max: 5000 }), { minLength: 1, maxLength: 4 }),
});
type Message = typeof message extends fc.Arbitrary<infer T> ? T : never;

/** The lines of a message, the last of which is the whole of it. */
function linesOf(
  { growth, startedAt, ...rest }: Message,
  index: number,
): { call: TranscriptCall; line: string }[] {
  let output = 0;
  return growth.map((more, step) => {
    output += more;
    const call = { ...rest, id: `msg_${index}`, output, at: instant(startedAt + step * 1000) };
    return { call, line: messageLine(call) };
  });
}

const sessions = fc.array(message, { minLength: 1, maxLength: 12 }).chain((messages) => {
  const written = messages.map(linesOf);
  const lines = written.flat().map(({ line }) => line);
  // Copies of any of the lines, wherever a resumed session wrote them.
  const copies = fc.array(fc.shuffledSubarray(lines), { maxLength: 3 });
  return copies.map((files) => ({ messages, written, files: [lines, ...files] }));
});

describe("the calls of transcripts", () => {
  it("are one for each message and request, as told of last, at the time told of first, in any order of lines and files", async () => {
    await fc.assert(
      fc.asyncProperty(sessions, fc.array(fc.integer()), async ({ messages, written, files }, seeds) => {
        const folder = temporaryDir();
        const order = (list: string[]) =>
          list
            .map((item, at) => ({ item, by: seeds[at % seeds.length] ?? 0 }))
            .sort((one, other) => one.by - other.by);
        for (const [n, lines] of files.entries()) {
          writeTranscript(
            folder,
            `p/${(seeds[n] ?? n) & 0xff}-${n}.jsonl`,
            order(lines).map(({ item }) => item),
          );
        }
        const expected = messages.map(
          ({ request, model, input, cacheRead, cacheWrite5m, cacheWrite1h, startedAt }, n) => ({
            key: request === null ? `msg_${n}` : `msg_${n}:${request}`,
            model,
            tokens: { input, cacheRead, cacheWrite5m, cacheWrite1h, output: written[n]?.at(-1)?.call.output },
            at: Date.parse(instant(startedAt)),
          }),
        );
        expect(await read(folder)).toEqual(expected.sort((one, other) => one.key.localeCompare(other.key)));
      }),
      { numRuns: 60 },
    );
  });

  it("are as many tokens as ccusage counts, by model, with resumed sessions, growing messages and both cache writes", async () => {
    const config = temporaryDir();
    const [some = []] = fc.sample(fc.array(message, { minLength: 300, maxLength: 300 }), {
      numRuns: 1,
      seed: 7,
    });
    // It takes a message without a request that grows for several; we do not.
    const told = some.map((one) => (one.request === null ? { ...one, growth: one.growth.slice(0, 1) } : one));
    const lines = told.flatMap((one, n) => linesOf(one, n).map(({ line }) => line));
    const synthetic = messageLine({ id: "msg_s", model: "<synthetic>", input: 0, output: 0 });
    writeTranscript(config, "projects/repo/ses-1.jsonl", [userLine(), ...lines.slice(0, 500), synthetic]);
    writeTranscript(config, "projects/repo/ses-2.jsonl", [...lines.slice(100), userLine()]);
    writeTranscript(config, "projects/repo/ses-2/subagents/agent-1.jsonl", [
      messageLine({ id: "msg_side", more: { isSidechain: true } }),
    ]);
    const ours = await read(join(config, "projects"));
    const sum = (model: string) =>
      ours
        .filter((call) => call.model === model)
        .reduce(
          (total, { tokens }) => ({
            inputTokens: total.inputTokens + tokens.input,
            outputTokens: total.outputTokens + tokens.output,
            cacheReadTokens: total.cacheReadTokens + tokens.cacheRead,
            cacheCreationTokens: total.cacheCreationTokens + tokens.cacheWrite5m + tokens.cacheWrite1h,
          }),
          { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheCreationTokens: 0 },
        );
    const { daily } = ccusage<{ daily: { modelBreakdowns: { modelName: string }[] }[] }>("claude", {
      CLAUDE_CONFIG_DIR: config,
    });
    expect(daily).toHaveLength(1);
    const theirs = daily[0]?.modelBreakdowns ?? [];
    expect(theirs.map(({ modelName }) => modelName).sort()).toEqual([...MODELS].sort());
    for (const { modelName, ...counts } of theirs) expect(counts, modelName).toMatchObject(sum(modelName));
  });
});
