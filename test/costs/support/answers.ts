// Answers as the providers give them.
import type { ServerResponse } from "node:http";

export const CHAT = {
  id: "chatcmpl-B9MBs8CjcvOU2jLn4n570S5qMJKcT",
  object: "chat.completion",
  model: "gpt-4o-mini-2024-07-18",
  choices: [{ index: 0, message: { role: "assistant", content: "Hello" }, finish_reason: "stop" }],
  usage: {
    prompt_tokens: 100,
    completion_tokens: 20,
    total_tokens: 120,
    prompt_tokens_details: { cached_tokens: 40 },
    completion_tokens_details: { reasoning_tokens: 5 },
  },
  service_tier: "default",
};

const chunk = (rest: object) => ({
  id: CHAT.id,
  object: "chat.completion.chunk",
  model: CHAT.model,
  ...rest,
});
const delta = (rest: object, finish_reason: string | null = null) =>
  chunk({ choices: [{ index: 0, delta: rest, finish_reason }], usage: null });

export const CHAT_CHUNKS = [
  delta({ role: "assistant", content: "" }),
  delta({ content: "Hel" }),
  delta({ content: "lo — ✓" }),
  delta({
    tool_calls: [
      { index: 0, id: "call_1", type: "function", function: { name: "look", arguments: '{"at":' } },
    ],
  }),
  delta({ tool_calls: [{ index: 0, function: { arguments: '"x"}' } }] }),
  delta({}, "tool_calls"),
];
export const CHAT_USAGE = chunk({ choices: [], usage: CHAT.usage });

const response = (rest: object) => ({
  id: "resp_67ccd2bed1ec8190b14f964abc0542670bb6a6b452d3795b",
  object: "response",
  model: "gpt-5-2025-08-07",
  output: [
    {
      type: "message",
      role: "assistant",
      content: [{ type: "output_text", text: "Hi there", annotations: [] }],
    },
  ],
  service_tier: "flex",
  ...rest,
});
const RESPONSE_USAGE = {
  input_tokens: 1000,
  input_tokens_details: { cached_tokens: 600, cache_write_tokens: 100 },
  output_tokens: 300,
  output_tokens_details: { reasoning_tokens: 200 },
  total_tokens: 1300,
};
export const RESPONSE = response({ status: "completed", usage: RESPONSE_USAGE });

/** The events of a response that ends as it is told. */
export function responseEvents(end: "completed" | "incomplete" | "failed") {
  const begun = response({ status: "in_progress", output: [], usage: null });
  return [
    { type: "response.created", response: begun },
    { type: "response.in_progress", response: begun },
    { type: "response.output_text.delta", item_id: "msg_1", output_index: 0, content_index: 0, delta: "Hi" },
    {
      type: "response.output_text.delta",
      item_id: "msg_1",
      output_index: 0,
      content_index: 0,
      delta: " there",
    },
    { type: `response.${end}`, response: response({ status: end, usage: RESPONSE_USAGE }) },
  ];
}

export const EMBEDDING = {
  object: "list",
  data: [{ object: "embedding", index: 0, embedding: [0.1, -0.2, 0.3] }],
  model: "text-embedding-3-small",
  usage: { prompt_tokens: 8, total_tokens: 8 },
};

export const MESSAGE = {
  id: "msg_01XFDUDYJgAACzvnptvVoYEL",
  type: "message",
  role: "assistant",
  model: "claude-haiku-4-5-20251001",
  content: [{ type: "text", text: "Hi!" }],
  stop_reason: "end_turn",
  stop_sequence: null,
  usage: {
    input_tokens: 10,
    cache_creation_input_tokens: 300,
    cache_read_input_tokens: 7,
    cache_creation: { ephemeral_5m_input_tokens: 100, ephemeral_1h_input_tokens: 200 },
    output_tokens: 12,
    service_tier: "standard",
  },
};

export const MESSAGE_EVENTS = [
  {
    type: "message_start",
    message: { ...MESSAGE, content: [], stop_reason: null, usage: { ...MESSAGE.usage, output_tokens: 1 } },
  },
  { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } },
  { type: "ping" },
  { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "Hel" } },
  { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "lo, world" } },
  { type: "content_block_stop", index: 0 },
  {
    type: "content_block_start",
    index: 1,
    content_block: { type: "tool_use", id: "toolu_1", name: "look", input: {} },
  },
  { type: "content_block_delta", index: 1, delta: { type: "input_json_delta", partial_json: '{"at": "x"}' } },
  { type: "content_block_stop", index: 1 },
  {
    type: "message_delta",
    delta: { stop_reason: "tool_use", stop_sequence: null },
    usage: { output_tokens: 5 },
  },
  {
    type: "message_delta",
    delta: { stop_reason: "tool_use", stop_sequence: null },
    usage: { output_tokens: 42 },
  },
  { type: "message_stop" },
];

export const openAiEvents = (chunks: object[]) =>
  `${chunks.map((one) => `data: ${JSON.stringify(one)}\n\n`).join("")}data: [DONE]\n\n`;
/** Responses and messages name each event. */
export const namedEvents = (events: { type: string }[]) =>
  events.map((one) => `event: ${one.type}\ndata: ${JSON.stringify(one)}\n\n`).join("");

export const json =
  (body: object, headers: Record<string, string> = {}, status = 200) =>
  (answer: ServerResponse) =>
    answer.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));

/** Sends a stream in pieces of odd sizes, so that events and letters are cut anywhere. */
export const stream =
  (text: string, piece = 37) =>
  async (answer: ServerResponse) => {
    const bytes = Buffer.from(text);
    answer.writeHead(200, {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-cache",
    });
    for (let at = 0; at < bytes.length; at += piece) {
      answer.write(bytes.subarray(at, at + piece));
      await new Promise(setImmediate);
    }
    answer.end();
  };
