import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { recordMetered } from "@/lib/costs/service/metered";
import { env } from "@/lib/platform/env";
import { AppError } from "@/lib/platform/errors";
import "../support/embedded";
import { change } from "../support/sql";
import * as answers from "./support/answers";
import { aCaller, aGateway, type Play, send, untilRecorded } from "./support/gateway";

vi.mock("@/lib/costs/service/metered", { spy: true });
const gateway = await aGateway();

const prompt = "word ".repeat(80);
const asked = JSON.stringify({
  model: "gpt-4o-mini",
  stream: true,
  messages: [{ role: "user", content: prompt }],
});
const askedClaude = JSON.stringify({
  model: "claude-haiku-4-5",
  messages: [{ role: "user", content: prompt }],
});
const input = Math.ceil(asked.length / 4);

/** Begins a stream, and then does not go on. */
const begins =
  (text: string, then: (response: Parameters<Play>[0]) => void): Play =>
  (response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(text, () => then(response));
  };
const letters = "abcdefghij".repeat(20);
const begun = `data: ${JSON.stringify({ id: answers.CHAT.id, model: "gpt-4o-mini", choices: [{ index: 0, delta: { content: letters } }] })}\n\n`;
const begunMessage = answers.namedEvents([
  answers.MESSAGE_EVENTS[0] as { type: string },
  { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: letters } } as { type: string },
]);
const nothing = () => {};
const cut: Parameters<typeof begins>[1] = (response) => setTimeout(() => response.destroy(), 20);

describe("an upstream that fails", () => {
  it("cut off in the middle: the caller is cut off at the same byte, and what was seen is counted", async () => {
    const { project, headers } = await aCaller();
    const half = begun.slice(0, 30);
    gateway.plays(begins(begun + half, cut));
    const answer = await send(`${gateway.openai}/chat/completions`, { headers, body: asked });
    expect(answer).toMatchObject({ status: 200, isCut: true });
    expect(answer.body.toString()).toBe(begun + half);
    const [row] = await untilRecorded(project.id);
    expect(row).toMatchObject({
      external_id: answers.CHAT.id,
      tokens: [input, 0, 0, 0, 50],
      is_estimated: true,
    });
  });

  it("what Anthropic told at the beginning counts when the end is missing", async () => {
    const { project, headers } = await aCaller();
    gateway.plays(begins(begunMessage, cut));
    expect(await send(`${gateway.anthropic}/v1/messages`, { headers, body: askedClaude })).toMatchObject({
      isCut: true,
    });
    const [row] = await untilRecorded(project.id);
    expect(row).toMatchObject({ tokens: [10, 7, 100, 200, 50] });
  });

  it("an error in the middle of a stream: the same", async () => {
    const { project, headers } = await aCaller();
    const error = { type: "error", error: { type: "overloaded_error", message: "Overloaded" } };
    gateway.plays(answers.stream(begunMessage + answers.namedEvents([error])));
    await send(`${gateway.anthropic}/v1/messages`, { headers, body: askedClaude });
    const [row] = await untilRecorded(project.id);
    expect(row).toMatchObject({ tokens: [10, 7, 100, 200, 50] });
  });

  it("silent in the middle: cut off after the idle time", async () => {
    const { project, headers } = await aCaller();
    gateway.plays(begins(begun, nothing));
    const answer = await send(`${gateway.openai}/chat/completions`, { headers, body: asked });
    expect(answer).toMatchObject({ status: 200, isCut: true, body: Buffer.from(begun) });
    await untilRecorded(project.id);
  });

  it("silent from the beginning: 504 in the provider's shape, and the prompt is counted, which was sent", async () => {
    const { project, headers } = await aCaller();
    gateway.plays(nothing);
    const answer = await send(`${gateway.anthropic}/v1/messages`, { headers, body: askedClaude });
    expect(answer.status).toBe(504);
    expect(JSON.parse(answer.body.toString())).toMatchObject({
      type: "error",
      error: { type: "timeout_error" },
    });
    const [row] = await untilRecorded(project.id);
    expect(row).toMatchObject({
      tokens: [Math.ceil(askedClaude.length / 4), 0, 0, 0, 0],
      raw_model: "claude-haiku-4-5",
    });
  });

  it("gone before a byte: 502 in the provider's shape, and nothing is counted", async () => {
    const { project, headers } = await aCaller();
    gateway.plays((response) => response.destroy());
    const answer = await send(`${gateway.openai}/chat/completions`, { headers, body: asked });
    expect(answer.status).toBe(502);
    expect(JSON.parse(answer.body.toString()).error).toMatchObject({
      type: "server_error",
      code: "upstream_failed",
    });
    await gateway.settled();
    expect(await gateway.recordsOf(project.id)).toEqual([]);
  });

  it.each([
    ["no JSON", (response) => response.end("garbage ".repeat(50))],
    ["JSON that is no answer", answers.json({ nothing: "here" })],
    [
      "usage that is nonsense",
      answers.json({ ...answers.CHAT, usage: { prompt_tokens: -5, completion_tokens: "x" } }),
    ],
    [
      "usage with more from the cache than there was",
      answers.json({
        ...answers.CHAT,
        usage: { prompt_tokens: 1, prompt_tokens_details: { cached_tokens: 9 } },
      }),
    ],
    ["no usage", answers.json({ ...answers.CHAT, usage: null })],
    [
      "an encoding that it is not in",
      (response) => response.writeHead(200, { "content-encoding": "gzip" }).end("plain"),
    ],
    [
      "an encoding that nobody knows",
      (response) => response.writeHead(200, { "content-encoding": "rot13" }).end("cynva"),
    ],
    [
      "half a gzip",
      (response) =>
        response
          .writeHead(200, { "content-encoding": "gzip" })
          .end(gzipSync(JSON.stringify(answers.CHAT)).subarray(0, 50)),
    ],
    ["an event that is no JSON", answers.stream('data: {"id\n\ndata: {]\n\nevent: x\n\n')],
    ["events that never end", answers.stream("data: x".repeat(500), 999)],
  ] as [string, Play][])("%s passes as it is, and the call is estimated", async (_, play) => {
    const { project, headers } = await aCaller();
    gateway.plays(play);
    const ours = await send(`${gateway.openai}/chat/completions`, {
      headers,
      body: asked.replace("true", "false"),
    });
    const direct = await send(`${gateway.direct.openai}/chat/completions`, { body: asked });
    expect(ours).toMatchObject({ status: 200, body: direct.body, isCut: false });
    const [row] = await untilRecorded(project.id);
    expect(row?.tokens.slice(0, 4)).toEqual([Math.ceil((asked.length + 1) / 4), 0, 0, 0]);
    expect(row?.raw_model).toMatch(/^gpt-4o-mini/);
  });
});

describe("a caller that hangs up", () => {
  // Then nothing but the caller's end lets the upstream go.
  const settings = env();
  const { GATEWAY_HEADERS_TIMEOUT_SECONDS, GATEWAY_IDLE_TIMEOUT_SECONDS } = settings;
  beforeAll(() => {
    Object.assign(settings, { GATEWAY_HEADERS_TIMEOUT_SECONDS: 600, GATEWAY_IDLE_TIMEOUT_SECONDS: 600 });
  });
  afterAll(() => {
    Object.assign(settings, { GATEWAY_HEADERS_TIMEOUT_SECONDS, GATEWAY_IDLE_TIMEOUT_SECONDS });
  });

  it("in the middle: the upstream is let go at once, and what was seen is counted", async () => {
    const { project, headers } = await aCaller();
    gateway.plays(begins(begun, nothing));
    await send(`${gateway.openai}/chat/completions`, {
      headers,
      body: asked,
      onPiece: (_, hangUp) => hangUp(),
    });
    await expect.poll(gateway.openAnswers).toBe(0);
    const [row] = await untilRecorded(project.id);
    expect(row).toMatchObject({ tokens: [input, 0, 0, 0, 50] });
  });

  it("before anything came: the prompt is counted", async () => {
    const { project, headers } = await aCaller();
    gateway.plays(nothing);
    const signal = AbortSignal.timeout(100);
    await expect(
      fetch(`${gateway.openai}/chat/completions`, { method: "POST", headers, body: asked, signal }),
    ).rejects.toThrow();
    await expect.poll(gateway.openAnswers).toBe(0);
    const [row] = await untilRecorded(project.id);
    expect(row).toMatchObject({ tokens: [input, 0, 0, 0, 0] });
  });

  it("one that reads slowly slows the upstream down; nothing piles up here", async () => {
    const { headers } = await aCaller();
    const piece = Buffer.alloc(100_000, "x");
    let written = 0;
    gateway.plays(async (response) => {
      response.writeHead(200, { "content-type": "application/octet-stream" });
      while (written < 200e6 && !response.destroyed) {
        written += piece.length;
        if (!response.write(piece))
          await Promise.race([
            new Promise((go) => response.once("drain", go)),
            new Promise((go) => response.once("close", go)),
          ]);
      }
      response.end();
    });
    const before = process.memoryUsage().arrayBuffers;
    const answer = await fetch(`${gateway.openai}/files/big/content`, { headers });
    await new Promise((resolve) => setTimeout(resolve, 300));
    // What fits between them are the sockets' buffers.
    expect(written).toBeLessThan(30e6);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(30e6);
    await answer.body?.cancel();
  });
});

describe("a ledger that fails", () => {
  it("the answer does not wait for it, and the record is written when it can", async () => {
    const { project, headers } = await aCaller();
    const busy = new AppError("unavailable", "The database was too busy.");
    vi.mocked(recordMetered).mockRejectedValueOnce(busy).mockRejectedValueOnce(new Error("connection lost"));
    vi.mocked(recordMetered).mockRejectedValueOnce(busy);
    gateway.plays(answers.json(answers.CHAT));
    expect(await send(`${gateway.openai}/chat/completions`, { headers, body: "{}" })).toMatchObject({
      status: 200,
    });
    expect(await gateway.recordsOf(project.id)).toEqual([]);
    await untilRecorded(project.id);
  });

  it("one call of many that cannot be written loses no other; where its task is gone, the project keeps it", async () => {
    const gone = await aCaller();
    const { project, headers } = await aCaller();
    gateway.plays((response) => setTimeout(() => answers.json(answers.CHAT)(response), 50));
    const calls = [gone.headers, headers, headers].map((own) =>
      send(`${gateway.openai}/chat/completions`, { headers: own, body: "{}" }),
    );
    await expect.poll(gateway.openAnswers).toBe(3);
    await change`DELETE FROM tasks WHERE id = ${gone.task.id}`;
    await Promise.all(calls);
    await untilRecorded(project.id, 2);
    expect(await untilRecorded(gone.project.id)).toMatchObject([{ task_id: null }]);
  });
});

describe("stopping", () => {
  it("waits for calls under way and their records", async () => {
    const { project, headers } = await aCaller();
    gateway.plays((response) => setTimeout(() => answers.json(answers.CHAT)(response), 200));
    const call = send(`${gateway.openai}/chat/completions`, { headers, body: "{}" });
    await expect.poll(gateway.openAnswers).toBe(1);
    await gateway.stop();
    expect(await gateway.recordsOf(project.id)).toHaveLength(1);
    expect(await call).toMatchObject({ status: 200 });
  });
});
