// A record that the OTLP endpoints refuse is named with its reason, and the others of its request count.
import { describe, expect, it } from "vitest";
import "../support/embedded";
import { aKey, aProject, claimOne } from "../support/makers";
import { aProjectKey, apiRequest, attributes, logsOf, nanos, post, recordsOf, spansOf } from "./support/otlp";

const START = Date.now() - 60_000;

describe("a single record", () => {
  const BAD: [what: string, told: Record<string, string | number>, reason: string][] = [
    ["less than nothing", { input_tokens: -1 }, "input_tokens is -1;"],
    ["a fraction", { output_tokens: 1.5 }, "output_tokens is 1.5;"],
    ["not a number", { cache_read_tokens: Number.NaN }, "cache_read_tokens is NaN;"],
    ["a word", { cache_creation_tokens: "many" }, "cache_creation_tokens is many;"],
    ["more than anybody uses", { input_tokens: "10000000000000" }, "input_tokens is 10000000000000;"],
    ["a negative cost", { cost_usd: -0.5 }, "cost_usd is -0.5; a cost is a number of USD"],
    ["a cost that is a word", { cost_usd: "free" }, "cost_usd is free;"],
    ["no model", { model: " " }, "It names no model."],
    ["an endless model", { model: "m".repeat(201) }, "model must be text of up to 200 characters"],
    ["a model with control characters", { model: "a\0b" }, "model must be text"],
    ["an endless id", { request_id: "r".repeat(200) }, "Its id is over 200 characters long."],
    ["no id of a task", { "omoi.task.id": "mine" }, 'omoi.task.id is "mine"'],
    [
      "a task that is not there",
      { "omoi.task.id": "task_7zzzzzzzzzzzzzzzzzzzzzzzzz" },
      "There is no such task.",
    ],
    [
      "an agent that is not there",
      { "omoi.agent.id": "agent_7zzzzzzzzzzzzzzzzzzzzzzzzz" },
      "There is no such agent.",
    ],
    ["a phase that is not there", { "omoi.phase": "LUNCH" }, "There is no such phase. The phases are"],
  ];

  it.each(BAD)("with %s is refused and named, and the others count", async (_, told, reason) => {
    const { project, key } = await aProjectKey();
    const body = logsOf({}, [
      apiRequest({ request_id: "req_1" }),
      apiRequest({ request_id: "req_2", ...told }),
      apiRequest({ request_id: "req_3" }),
    ]);
    const { status, json } = await post("logs", { key, body });
    expect([status, json.partialSuccess.rejectedLogRecords]).toEqual([200, "1"]);
    expect(json.partialSuccess.errorMessage).toContain(`1 log records refused. `);
    expect(json.partialSuccess.errorMessage).toContain(reason);
    expect((await recordsOf(project.id)).map(({ externalId }) => externalId)).toEqual([
      "claude:req_1",
      "claude:req_3",
    ]);
  });

  it.each([
    ["tomorrow", nanos(Date.now() + 86_400_000), "It must not lie in the future."],
    ["the last century", nanos(Date.UTC(1999, 0, 1)), "It must not lie before the year 2000."],
    ["no number", "soon", "which is no number of nanoseconds"],
    ["beyond all calendars", "9".repeat(20), "future"],
  ])("of %s is refused", async (_, timeUnixNano, reason) => {
    const { project, key } = await aProjectKey();
    const { json } = await post("logs", { key, body: logsOf({}, [{ ...apiRequest(), timeUnixNano }]) });
    expect(json.partialSuccess.errorMessage).toContain(reason);
    expect(await recordsOf(project.id)).toEqual([]);
  });

  it("of no project, or of two, is refused", async () => {
    const { task } = await claimOne();
    const other = await aProject();
    const key = await aKey({ scopes: ["costs:write"] });
    const both = { "omoi.task.id": task.id, "omoi.project.id": other.id };
    const body = logsOf({}, [apiRequest(), apiRequest(both)]);
    const { partialSuccess } = (await post("logs", { key, body })).json;
    expect(partialSuccess.rejectedLogRecords).toBe("2");
    expect(partialSuccess.errorMessage).toContain("Say which task, ticket or project the call belongs to.");
    expect(partialSuccess.errorMessage).toContain("This project belongs to another project.");
  });

  it("whose cache is more than its input contradicts itself", async () => {
    const { project, key } = await aProjectKey();
    const codex = { "event.name": "codex.sse_event", "event.kind": "response.completed", model: "gpt-5" };
    const event = { attributes: attributes({ ...codex, input_token_count: 5, cached_token_count: 6 }) };
    const told = (await post("logs", { key, body: logsOf({}, [event]) })).json.partialSuccess;
    expect(told.errorMessage).toContain("Its input is 5 tokens, which must include the 6 of the cache.");
    const usage = {
      "gen_ai.usage.input_tokens": 5,
      "gen_ai.usage.cache_read.input_tokens": 6,
      "gen_ai.request.model": "m",
    };
    const span = {
      traceId: "0".repeat(32),
      spanId: "0".repeat(16),
      endTimeUnixNano: nanos(),
      attributes: attributes(usage),
    };
    const { partialSuccess } = (await post("traces", { key, body: spansOf({}, [span]) })).json;
    expect(partialSuccess).toMatchObject({
      rejectedSpans: "1",
      errorMessage: expect.stringContaining("1 spans refused."),
    });
    expect(await recordsOf(project.id)).toEqual([]);
  });

  it("that is a span without a name of its own is refused, and an agent that tells by events is not counted twice", async () => {
    const { project, key } = await aProjectKey();
    const usage = {
      "gen_ai.usage.input_tokens": 5,
      "gen_ai.request.model": "gpt-5",
      "gen_ai.system": "openai",
    };
    const bare = { name: "chat", endTimeUnixNano: nanos(), attributes: attributes(usage) };
    const { partialSuccess } = (await post("traces", { key, body: spansOf({}, [bare]) })).json;
    expect(partialSuccess.errorMessage).toContain("neither gen_ai.response.id nor a trace id");
    const span = { ...bare, traceId: "0a".repeat(16), spanId: "0b".repeat(8) };
    expect(
      (await post("traces", { key, body: spansOf({ "service.name": "codex_cli_rs" }, [span]) })).json,
    ).toEqual({});
    expect(await recordsOf(project.id)).toEqual([]);
    expect((await post("traces", { key, body: spansOf({ "service.name": "bot" }, [span]) })).json).toEqual(
      {},
    );
    expect(await recordsOf(project.id)).toHaveLength(1);
  });

  it("that two libraries tell of is one call; where they count differently the first counts, which is told", async () => {
    const { project, key } = await aProjectKey();
    const span = (second: number, input: number) => ({
      ...{
        name: "chat",
        traceId: "0a".repeat(16),
        spanId: `0${second}`.repeat(8),
        endTimeUnixNano: nanos(START + second * 1000),
      },
      attributes: attributes({
        ...{ "gen_ai.response.id": "resp_1", "gen_ai.system": second === 1 ? "openai" : "azure.ai.openai" },
        ...{ "gen_ai.request.model": "gpt-5", "gen_ai.usage.input_tokens": input },
      }),
    });
    const ask = async (...spans: unknown[]) => (await post("traces", { key, body: spansOf({}, spans) })).json;
    expect(await ask(span(1, 5), span(2, 5))).toEqual({});
    expect(await ask(span(3, 5))).toEqual({});
    const { partialSuccess } = await ask(span(4, 6));
    expect(partialSuccess.errorMessage).toMatch(/Span chat: Differs from cost_/);
    expect(await recordsOf(project.id)).toMatchObject([{ tokens: { input: 5 }, provider: "openai" }]);
  });

  it("is one of many: reasons are told once each with how often, and at most ten of them", async () => {
    const { key } = await aProjectKey();
    const same = Array.from({ length: 5 }, () => apiRequest({ input_tokens: -1 }));
    const others = Array.from({ length: 20 }, (_, n) => apiRequest({ input_tokens: -2 - n }));
    const { partialSuccess } = (await post("logs", { key, body: logsOf({}, [...same, ...others]) })).json;
    expect(partialSuccess.rejectedLogRecords).toBe("25");
    expect(partialSuccess.errorMessage).toContain("from 0 to 10^12. (5 times)");
    expect(partialSuccess.errorMessage).toMatch(/And 11 reasons more\.$/);
  });
});
