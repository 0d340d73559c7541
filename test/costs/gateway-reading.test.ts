import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readCall } from "@/lib/costs/gateway/call";
import { dataOf, EventSplitter } from "@/lib/costs/gateway/events";
import { findFields } from "@/lib/costs/gateway/json-fields";
import { meterFor } from "@/lib/costs/gateway/meter";
import { fromAnthropic, fromOpenAi } from "@/lib/costs/gateway/usage";
import { priceCall } from "@/lib/costs/prices";
import { loadPrices } from "@/lib/costs/prices/load";
import * as answers from "./support/answers";

const SPACES = fc.constantFrom("", " ", "\n", "\t ");
/** JSON with spaces wherever it may have them. */
const spaced = (value: unknown, space: string): string => {
  if (Array.isArray(value))
    return `[${space}${value.map((one) => spaced(one, space)).join(`${space},`)}${space}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const pairs = Object.entries(value).map(
    ([name, one]) => `${space}${JSON.stringify(name)}${space}:${space}${spaced(one, space)}`,
  );
  return `{${pairs.join(",")}${space}}`;
};

describe("JSON by its bytes", () => {
  it("finds what JSON.parse finds, in any object", () => {
    const names = fc.constantFrom("model", "stream", "a", 'q"\\', "é");
    const objects = fc.dictionary(names, fc.jsonValue());
    fc.assert(
      fc.property(objects, SPACES, (object, space) => {
        const json = Buffer.from(space + spaced(object, space) + space);
        const found = findFields(json, new Set(["model", "stream", 'q"\\', "é"]));
        const told = [...(found?.fields ?? [])].map(([name, { start, end }]) => [
          name,
          JSON.parse(json.toString("utf8", start, end)),
        ]);
        const { a: _, ...wanted } = JSON.parse(JSON.stringify(object)) as Record<string, unknown>;
        expect(Object.fromEntries(told)).toEqual(wanted);
        expect(found?.isEmpty).toBe(Object.keys(object).length === 0);
      }),
    );
  });

  it("what asks for usage is the same request besides, whatever it says", () => {
    const objects = fc.record(
      { stream: fc.constant(true), x: fc.jsonValue(), model: fc.string() },
      { requiredKeys: ["stream"] },
    );
    fc.assert(
      fc.property(objects, SPACES, (object, space) => {
        const given = Buffer.from(spaced(object, space));
        const { body, dropsUsage } = readCall("chat", given);
        expect(dropsUsage).toBe(true);
        const wanted = { ...JSON.parse(given.toString()), stream_options: { include_usage: true } };
        expect(JSON.parse(body.toString())).toEqual(wanted);
        expect(body.toString().replace(/"stream_options":\{"include_usage":true\},?/, "")).toBe(
          given.toString(),
        );
      }),
    );
  });

  it("an image in base64 is not taken for as many words", () => {
    const call = (url: string) =>
      readCall("chat", Buffer.from(JSON.stringify({ model: "m", messages: [{ url }] }))).inputEstimate;
    expect(call("A".repeat(1_000_000))).toBeLessThan(4000);
    expect(call("some words ".repeat(100_000))).toBeGreaterThan(250_000);
  });
});

describe("events", () => {
  it("come out whole however their bytes are cut, and nothing is lost", () => {
    const ends = fc.constantFrom("\n\n", "\r\n\r\n");
    const stream = fc.array(
      fc.tuple(
        fc.string({ unit: "grapheme" }).map((text) => text.replace(/[\r\n]/g, "")),
        ends,
      ),
    );
    fc.assert(
      fc.property(stream, fc.array(fc.nat(20)), (parts, cuts) => {
        const bytes = Buffer.from(parts.map(([text, end]) => `data: ${text}${end}`).join(""));
        const splitter = new EventSplitter();
        const events: Buffer[] = [];
        let at = 0;
        for (const cut of [...cuts, bytes.length]) {
          events.push(...splitter.push(bytes.subarray(at, at + cut)));
          at += cut;
        }
        expect(events.map(dataOf)).toEqual(parts.map(([text]) => text));
        expect(Buffer.concat([...events, splitter.rest()])).toEqual(bytes.subarray(0, at));
      }),
    );
  });
});

describe("usage", () => {
  const count = fc.nat(1e6);

  it("of OpenAI: every token is in exactly one bucket", () => {
    fc.assert(
      fc.property(count, count, count, count, (fresh, cached_tokens, cache_write_tokens, output) => {
        const details = { cached_tokens, cache_write_tokens };
        const prompt = fresh + cached_tokens + cache_write_tokens;
        const expected = {
          input: fresh,
          cacheRead: cached_tokens,
          cacheWrite5m: cache_write_tokens,
          cacheWrite1h: 0,
          output,
        };
        const chat = { prompt_tokens: prompt, completion_tokens: output, prompt_tokens_details: details };
        expect(fromOpenAi(chat)).toEqual(expected);
        expect(
          fromOpenAi({ input_tokens: prompt, output_tokens: output, input_tokens_details: details }),
        ).toEqual(expected);
      }),
    );
  });

  it.each([
    ["without a split all writes are for five minutes", { cache_creation_input_tokens: 9 }, [9, 0]],
    [
      "a split counts as it is told",
      {
        cache_creation_input_tokens: 9,
        cache_creation: { ephemeral_5m_input_tokens: 2, ephemeral_1h_input_tokens: 7 },
      },
      [2, 7],
    ],
    [
      "what the split leaves out is for five minutes",
      { cache_creation_input_tokens: 9, cache_creation: { ephemeral_1h_input_tokens: 7 } },
      [2, 7],
    ],
    ["nulls are none", { cache_creation_input_tokens: null, cache_creation: null }, [0, 0]],
  ])("of Anthropic: %s", (_, usage, [cacheWrite5m, cacheWrite1h]) => {
    const told = { input_tokens: 5, output_tokens: 6, cache_read_input_tokens: 3, ...usage };
    expect(fromAnthropic(told)).toEqual({ input: 5, cacheRead: 3, cacheWrite5m, cacheWrite1h, output: 6 });
  });

  it.each([
    null,
    7,
    "x",
    {},
    [],
    { prompt_tokens: -1 },
    { prompt_tokens: 1.5 },
    { prompt_tokens: "7" },
    { input_tokens: 2e12 },
  ])("%j is none", (usage) => {
    expect(fromOpenAi(usage)).toBeNull();
    if (!(usage as Record<string, unknown>)?.prompt_tokens) expect(fromAnthropic(usage)).toBeNull();
  });

  it("of an answer too long to keep the end tells it", async () => {
    const vectors = Array.from({ length: 300 }, () => ({ embedding: "A".repeat(20_000) }));
    const answer = Buffer.from(
      JSON.stringify({ ...answers.EMBEDDING, data: vectors, model: "m-1", usage: answers.EMBEDDING.usage }),
    );
    const meter = meterFor("embeddings", "application/json", "");
    for (let at = 0; at < answer.length; at += 65_536) meter?.push(answer.subarray(at, at + 65_536));
    expect(await meter?.end()).toMatchObject({
      model: "m-1",
      isWhole: true,
      tokens: { input: 8, output: 0 },
    });
  });
});

describe("tiers", () => {
  const tokens = { input: 1_000_000, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0, output: 0 };
  const call = { provider: "anthropic", model: "claude-haiku-4-5", tokens, occurredAt: new Date() };

  it.each([
    [null, "1", undefined],
    ["batch", "0.5", undefined],
    ["us", "1.1", undefined],
    ["batch+us", "0.55", undefined],
    ["fast", "1", true],
  ])("%s costs %s times as much", (tier, cost, isTierUnknown) => {
    const priced = priceCall({ ...call, tier });
    expect(priced.totalCost).toBe(cost);
    expect(priced.isTierUnknown).toBe(isTierUnknown);
  });

  it("cost_models.yaml may say it, by model", () => {
    const text =
      "providers:\n  anthropic:\n    claude-haiku-4-5:\n      multipliers: { fast: 6, batch: 0.25 }\n";
    const pricesWith = (yaml: string) => {
      const file = join(mkdtempSync(join(tmpdir(), "omoi-tiers-")), "cost_models.yaml");
      writeFileSync(file, yaml);
      return loadPrices(file);
    };
    const from = pricesWith(text);
    expect(priceCall({ ...call, tier: "fast+us" }, from)).toMatchObject({ totalCost: "6.6" });
    expect(priceCall({ ...call, tier: "batch" }, from)).toMatchObject({ totalCost: "0.25" });
    expect(() => pricesWith(text.replace("fast", "slow"))).toThrow(
      /claude-haiku-4-5\.multipliers\.slow: There is no such key/,
    );
    expect(() => pricesWith(text.replace("6", "-6"))).toThrow(/multipliers\.fast: Must be a number above 0/);
  });
});
