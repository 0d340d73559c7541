import { brotliCompressSync, gzipSync, zstdCompressSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import "../support/embedded";
import * as answers from "./support/answers";
import { aCaller, aGateway, type Play, send, untilRecorded } from "./support/gateway";

const gateway = await aGateway();
const body = JSON.stringify({ model: "gpt-4o-mini", messages: [{ role: "user", content: "Hi" }] });
const streamed =
  '{ "model":"gpt-4o-mini",\n "stream": true , "stream_options":{"include_usage":true}, "messages":[]}';

const raw = (status: number, headers: string[], text: string | Buffer, statusText?: string) => {
  const play: Play = (response) => response.writeHead(status, statusText, headers).end(text);
  return play;
};
const chat = JSON.stringify(answers.CHAT, null, 2);
const events = answers.openAiEvents([...answers.CHAT_CHUNKS, answers.CHAT_USAGE]);
const sse = "text/event-stream; charset=utf-8";
const day = ["Date", "Mon, 23 Nov 2026 00:00:00 GMT"];
const type = ["Content-Type", "application/json", ...day];

const answered: [string, Play, number][] = [
  [
    "an answer, with headers twice and a reason of its own",
    raw(200, [...type, "X-Request-ID", "req_1", "Set-Cookie", "a=1", "Set-Cookie", "b=2"], chat, "Fine"),
    1,
  ],
  [
    "an answer with its length",
    raw(200, [...type, "content-length", String(Buffer.byteLength(chat))], chat),
    1,
  ],
  ["a gzipped answer", raw(200, [...type, "content-encoding", "gzip"], gzipSync(chat)), 1],
  ["a brotli answer", raw(200, [...type, "content-encoding", "br"], brotliCompressSync(chat)), 1],
  ["a zstd answer", raw(200, [...type, "content-encoding", "zstd"], zstdCompressSync(chat)), 1],
  [
    "a gzipped stream",
    raw(200, ["content-type", sse, ...day, "content-encoding", "gzip"], gzipSync(events)),
    1,
  ],
  ["a stream in odd pieces", answers.stream(events, 7), 1],
  ["a stream with carriage returns", answers.stream(events.replaceAll("\n", "\r\n"), 1), 1],
  [
    "400",
    raw(400, type, '{"error":{"message":"no","type":"invalid_request_error","param":null,"code":null}}'),
    0,
  ],
  ["401", raw(401, [...type, "www-authenticate", "Bearer"], '{"error":{"message":"Incorrect API key"}}'), 0],
  [
    "429 with what says when to come back",
    raw(
      429,
      [...type, "retry-after", "7", "retry-after-ms", "7000", "x-ratelimit-remaining-requests", "0"],
      "{}",
    ),
    0,
  ],
  ["500 without a body", raw(500, [...day, "content-length", "0"], ""), 0],
  ["529 with a page", raw(529, ["content-type", "text/html", ...day], "<h1>Overloaded</h1>"), 0],
];

describe("answers", () => {
  it.each(answered)("%s passes as the upstream gave it", async (_, play, records) => {
    const { project, headers } = await aCaller();
    gateway.plays(play);
    const authorization = "Bearer sk-mine";
    const path = "/chat/completions?beta=1&x=%2F";
    const ours = await send(gateway.openai + path, {
      headers: { ...headers, authorization },
      body: streamed,
    });
    const direct = await send(gateway.direct.openai + path, { headers: { authorization }, body: streamed });
    expect(withoutClock(ours)).toEqual(withoutClock(direct));
    const [there, here] = gateway.got.slice(-2);
    expect({ ...there, headers: {} }).toEqual({ ...here, headers: {} });
    await gateway.settled();
    const rows = await gateway.recordsOf(project.id);
    expect(rows.map(({ tokens }) => tokens)).toEqual(Array(records).fill([60, 40, 0, 0, 20]));
  });

  it.each([
    ["GET", "/models/ft%3Agpt-4o%3Aacme::x", raw(200, type, '{"id":"x"}')],
    ["DELETE", "/files/file-1", raw(204, day, "")],
    ["HEAD", "/models", raw(200, [...type, "content-length", "12"], "")],
    ["GET", "/files/file-1/content", raw(302, [...day, "location", "https://elsewhere.example/x"], "")],
    [
      "POST",
      "/audio/speech",
      raw(200, ["content-type", "audio/mpeg", ...day], Buffer.from([0, 255, 128, 10, 10])),
    ],
  ])("%s %s passes", async (method, path, play) => {
    const { headers } = await aCaller();
    gateway.plays(play);
    const ours = await send(gateway.openai + path, { method, headers });
    expect(gateway.last()).toMatchObject({ method, url: `/v1${path}` });
    expect(withoutClock(ours)).toEqual(withoutClock(await send(gateway.direct.openai + path, { method })));
  });
});

describe("requests", () => {
  it("the provider gets the caller's headers and none of ours", async () => {
    const { headers } = await aCaller();
    gateway.plays(answers.json(answers.MESSAGE));
    await send(`${gateway.anthropic}/v1/messages`, {
      headers: {
        ...headers,
        "x-omoi-agent": "",
        "x-api-key": "sk-ant-mine",
        "anthropic-version": "2023-06-01",
        "anthropic-beta": "a,b",
        cookie: "omoios.session=1",
        "x-forwarded-for": "10.0.0.1",
        connection: "keep-alive, x-hop",
        "x-hop": "1",
        "x-other-key": headers["x-omoi-key"],
      },
      body,
    });
    expect(
      Object.entries(gateway.last().headers)
        .filter(([name]) => name !== "host")
        .sort(),
    ).toEqual([
      ["anthropic-beta", "a,b"],
      ["anthropic-version", "2023-06-01"],
      ["connection", "keep-alive"],
      ["content-length", String(body.length)],
      ["content-type", "application/json"],
      ["x-api-key", "sk-ant-mine"],
    ]);
  });

  it.each([
    ['{"stream":true,"model":"m"}', '{"stream_options":{"include_usage":true},"stream":true,"model":"m"}'],
    [
      '\n{ "model" : "m" ,"stream" : true , "x":"\\"}{" }\n',
      '\n{"stream_options":{"include_usage":true}, "model" : "m" ,"stream" : true , "x":"\\"}{" }\n',
    ],
    ['{"stream":true,"stream_options":null}', '{"stream":true,"stream_options":{"include_usage":true}}'],
    [
      '{"stream":true,"stream_options":{"include_obfuscation":false}}',
      '{"stream":true,"stream_options":{"include_obfuscation":false,"include_usage":true}}',
    ],
    [
      '{"stream":true,"stream_options":{"include_usage":false}}',
      '{"stream":true,"stream_options":{"include_usage":true}}',
    ],
    ['{"stream":true,"stream_options":7}', '{"stream":true,"stream_options":7}'],
    ['{"stream":false,"model":"m"}', '{"stream":false,"model":"m"}'],
    ['{"stream":true,"model":"m"', '{"stream":true,"model":"m"'],
    ["no JSON", "no JSON"],
    ["", ""],
  ])("%s is sent as %s", async (given, expected) => {
    const { headers } = await aCaller();
    gateway.plays(raw(400, type, "{}"));
    await send(`${gateway.openai}/chat/completions`, { headers, body: given });
    expect(gateway.last().body).toBe(expected);
  });

  it("of a stream whose usage only the gateway asked for, the caller gets every other byte", async () => {
    const { project, headers } = await aCaller();
    const without = `: hello\n\n${answers.openAiEvents(answers.CHAT_CHUNKS)}`;
    const usage = `data: ${JSON.stringify(answers.CHAT_USAGE)}\n\n`;
    gateway.plays(answers.stream(without.replace("data: [DONE]", `${usage}data: [DONE]`), 5));
    const ours = await send(`${gateway.openai}/chat/completions`, { headers, body: '{"stream":true}' });
    expect(ours.body.toString()).toBe(without);
    expect(gateway.last().headers["accept-encoding"]).toBe("identity");
    await untilRecorded(project.id);
  });

  it("a file of 40 MB is streamed, and a call of 33 MB is metered", async () => {
    const { project, headers } = await aCaller();
    let bytes = 0;
    gateway.plays((response, got) => {
      bytes = got.body.length;
      answers.json(answers.CHAT)(response);
    });
    const file = Buffer.alloc(40_000_000, "a");
    const form = {
      ...headers,
      "content-type": "multipart/form-data; boundary=x",
      "transfer-encoding": "chunked",
    };
    expect(await send(`${gateway.openai}/files`, { headers: form, body: file })).toMatchObject({
      status: 200,
    });
    expect(bytes).toBe(file.length);
    const image = "A".repeat(33_000_000);
    const call = JSON.stringify({
      model: "gpt-4o-mini",
      messages: [{ role: "user", content: [{ image_url: image }] }],
    });
    expect(await send(`${gateway.openai}/chat/completions`, { headers, body: call })).toMatchObject({
      status: 200,
    });
    expect(bytes).toBe(call.length);
    await untilRecorded(project.id);
  });
});

/** Node's own server sends the time where the upstream's handler names none. */
function withoutClock({ headers, ...answer }: Awaited<ReturnType<typeof send>>) {
  const at = headers.findIndex((name) => name.toLowerCase() === "date");
  return { ...answer, headers: at < 0 ? headers : headers.toSpliced(at, 2) };
}
