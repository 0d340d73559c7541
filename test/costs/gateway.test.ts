import Anthropic from "@anthropic-ai/sdk";
import OpenAI from "openai";
import { describe, expect, it } from "vitest";
import "../support/embedded";
import { anAgent, claimNext } from "../support/makers";
import * as answers from "./support/answers";
import { aCaller, aGateway, untilRecorded } from "./support/gateway";

const gateway = await aGateway();

/** The official clients, told nothing but where the gateway is, an OmoiOS key and the task. */
async function clients() {
  const caller = await aCaller();
  const options = { apiKey: caller.key.secret, defaultHeaders: { "x-omoi-task": caller.task.id } };
  const openai = new OpenAI({ baseURL: gateway.openai, ...options });
  const anthropic = new Anthropic({ baseURL: gateway.anthropic, ...options });
  return { ...caller, openai, anthropic };
}

const asked = { model: "gpt-4o-mini", messages: [{ role: "user" as const, content: "Hi" }] };
const askedClaude = { ...asked, model: "claude-haiku-4-5", max_tokens: 100 };

describe("OpenAI's client", () => {
  it("a chat", async () => {
    const { openai, project, task } = await clients();
    gateway.plays(answers.json(answers.CHAT));
    const answer = await openai.chat.completions.create(asked);
    expect(answer.choices[0]?.message.content).toBe("Hello");
    expect(gateway.last()).toMatchObject({
      url: "/v1/chat/completions",
      headers: { authorization: "Bearer sk-server-openai" },
    });
    expect(JSON.stringify(gateway.last())).not.toContain("omoi");
    const [row] = await untilRecorded(project.id);
    expect(row).toMatchObject({
      external_id: answers.CHAT.id,
      source: "gateway",
      provider: "openai",
      model: "gpt-4o-mini",
      raw_model: "gpt-4o-mini-2024-07-18",
      task_id: task.id,
      tokens: [60, 40, 0, 0, 20],
      total_cost: "0.000024",
    });
  });

  it("a streamed chat with a tool call; usage that it did not ask for is counted and kept from it", async () => {
    const { openai, project } = await clients();
    gateway.plays((response, { body }) => {
      const extra = JSON.parse(body).stream_options?.include_usage ? [answers.CHAT_USAGE] : [];
      return answers.stream(answers.openAiEvents([...answers.CHAT_CHUNKS, ...extra]))(response);
    });
    const chunks = [];
    for await (const chunk of await openai.chat.completions.create({ ...asked, stream: true }))
      chunks.push(chunk);
    expect(chunks).toEqual(answers.CHAT_CHUNKS);
    const [row] = await untilRecorded(project.id);
    expect(row).toMatchObject({ external_id: answers.CHAT.id, tokens: [60, 40, 0, 0, 20] });
    const withUsage = [];
    const options = { ...asked, stream: true as const, stream_options: { include_usage: true } };
    for await (const chunk of await openai.chat.completions.create(options)) withUsage.push(chunk);
    expect(withUsage).toEqual([...answers.CHAT_CHUNKS, answers.CHAT_USAGE]);
    // The upstream gave both calls one id; both are counted.
    const rows = await untilRecorded(project.id, 2);
    expect(rows[1]?.external_id).toMatch(new RegExp(`^${answers.CHAT.id}:req_`));
  });

  it("a response, and streamed ones however they end; the tier that served it sets the price", async () => {
    const { openai, project } = await clients();
    gateway.plays(answers.json(answers.RESPONSE));
    expect((await openai.responses.create({ model: "gpt-5", input: "Hi" })).output_text).toBe("Hi there");
    for (const end of ["completed", "incomplete", "failed"] as const) {
      gateway.plays(answers.stream(answers.namedEvents(answers.responseEvents(end))));
      const seen = [];
      for await (const event of await openai.responses.create({
        model: "gpt-5",
        input: "Hi",
        stream: true,
      })) {
        seen.push(event.type);
      }
      expect(seen).toEqual(answers.responseEvents(end).map(({ type }) => type));
    }
    const rows = await untilRecorded(project.id, 4);
    // gpt-5 costs 1.25 and 10 USD a million, a tenth for what is cached; flex is half of that.
    const cost = ((400 * 1.25 + 600 * 0.125 + 300 * 10) / 1e6 / 2).toString();
    for (const row of rows) {
      expect(row).toMatchObject({ model: "gpt-5", tokens: [300, 600, 100, 0, 300], total_cost: cost });
    }
  });

  it("embeddings, named by the request's id, since they have none of their own", async () => {
    const { openai, project } = await clients();
    gateway.plays(answers.json(answers.EMBEDDING, { "x-request-id": "req_5f0d4d1c2b3a49" }));
    await openai.embeddings.create({
      model: "text-embedding-3-small",
      input: "words",
      encoding_format: "float",
    });
    const [row] = await untilRecorded(project.id);
    expect(row).toMatchObject({ tokens: [8, 0, 0, 0, 0], model: "text-embedding-3-small" });
    expect(row?.external_id).toMatch(/^req_5f0d4d1c2b3a49:req_/);
  });

  it("what is not metered passes and leaves no record", async () => {
    const { openai, project } = await clients();
    gateway.plays(answers.json({ object: "list", data: [{ id: "gpt-5", object: "model" }] }));
    const models = [];
    for await (const model of openai.models.list()) models.push(model.id);
    expect(models).toEqual(["gpt-5"]);
    expect(gateway.last()).toMatchObject({ method: "GET", url: "/v1/models" });
    await gateway.settled();
    expect(await gateway.recordsOf(project.id)).toEqual([]);
  });
});

describe("Anthropic's client", () => {
  it("a message, its cache writes by how long they are kept", async () => {
    const { anthropic, project } = await clients();
    gateway.plays(answers.json(answers.MESSAGE));
    expect((await anthropic.messages.create(askedClaude)).content).toEqual(answers.MESSAGE.content);
    expect(gateway.last()).toMatchObject({
      url: "/v1/messages",
      headers: { "x-api-key": "sk-server-anthropic" },
    });
    const [row] = await untilRecorded(project.id);
    expect(row).toMatchObject({
      external_id: answers.MESSAGE.id,
      model: "claude-haiku-4-5",
      tokens: [10, 7, 100, 200, 12],
      // 1 and 5 USD a million; reading a cache a tenth of the first, writing it 1.25 and 2 times that.
      total_cost: ((10 + 0.7 + 125 + 400 + 60) / 1e6).toString(),
    });
  });

  it("a streamed message: of cumulative usage the last counts", async () => {
    const { anthropic, project } = await clients();
    gateway.plays(answers.stream(answers.namedEvents(answers.MESSAGE_EVENTS)));
    const message = await anthropic.messages.stream(askedClaude).finalMessage();
    expect(message.content).toMatchObject([{ text: "Hello, world" }, { name: "look", input: { at: "x" } }]);
    const [row] = await untilRecorded(project.id);
    expect(row).toMatchObject({ tokens: [10, 7, 100, 200, 42] });
  });

  it("what was served in one region alone costs a tenth more; a tier whose price nobody knows is marked", async () => {
    const { anthropic, project } = await clients();
    const usage = { ...answers.MESSAGE.usage, speed: "standard", inference_geo: "us" };
    gateway.plays(answers.json({ ...answers.MESSAGE, usage }));
    await anthropic.messages.create(askedClaude);
    const [row] = await untilRecorded(project.id);
    expect(row).toMatchObject({ total_cost: "0.00065527", tier: "us", is_estimated: false });
    gateway.plays(
      answers.json({ ...answers.MESSAGE, usage: { ...usage, speed: "fast", inference_geo: null } }),
    );
    await anthropic.messages.create(askedClaude);
    const [, fast] = await untilRecorded(project.id, 2);
    expect(fast).toMatchObject({ total_cost: "0.0005957", tier: "fast", is_estimated: true });
  });

  it("counting tokens costs nothing", async () => {
    const { anthropic, project } = await clients();
    gateway.plays(answers.json({ input_tokens: 14 }));
    const { messages, model } = askedClaude;
    expect(await anthropic.messages.countTokens({ model, messages })).toEqual({ input_tokens: 14 });
    expect(gateway.last().url).toBe("/v1/messages/count_tokens");
    await gateway.settled();
    expect(await gateway.recordsOf(project.id)).toEqual([]);
  });
});

describe("attribution", () => {
  it("a call goes to the task's attempt and its agent; one that names nothing to the one task of the key's only agent", async () => {
    const { project, task, key } = await aCaller();
    const agent = await anAgent({ project, key });
    const {
      ref: { attemptId },
    } = await claimNext(agent);
    gateway.plays(answers.json(answers.CHAT));
    const options = { baseURL: gateway.openai, apiKey: key.secret };
    await new OpenAI({ ...options, defaultHeaders: { "x-omoi-task": task.id } }).chat.completions.create(
      asked,
    );
    await new OpenAI(options).chat.completions.create(asked);
    const rows = await untilRecorded(project.id, 2);
    expect(rows).toMatchObject([
      { task_id: task.id, agent_id: agent.agent.id, attempt_id: attemptId },
      { task_id: task.id, agent_id: agent.agent.id, attempt_id: attemptId },
    ]);
  });
});
