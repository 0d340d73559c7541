// What each kind of answer tells of its call, whole or as a stream of events.
import type { TokenBuckets } from "../schema";
import type { Endpoint } from "./target";
import { fromAnthropic, fromOpenAi, isJson, type Json, lengthOfText, textAt, tierOf } from "./usage";

/** What is known so far of an answer. */
export interface Reading {
  id: string | null;
  model: string | null;
  tier: string | null;
  /** What the provider said last; of a stream that goes on perhaps not all. */
  tokens: TokenBuckets | null;
  /** Whether `tokens` is all that the call used. */
  isWhole: boolean;
  /** Characters that the model wrote. */
  outputLength: number;
  /** The provider says that it failed. */
  hasFailed: boolean;
}

export interface Reader {
  reading: Reading;
  /** An event's or a whole answer's object; returns whether it tells usage and nothing else. */
  take: (json: Json, isEvent: boolean) => boolean;
}

const nothing = (): Reading => ({
  id: null,
  model: null,
  tier: null,
  tokens: null,
  isWhole: false,
  outputLength: 0,
  hasFailed: false,
});

function noteCommon(reading: Reading, json: Json): void {
  reading.id ??= textAt(json, "id");
  reading.model = textAt(json, "model") ?? reading.model;
  reading.tier = tierOf(json.service_tier) ?? reading.tier;
}

function noteUsage(reading: Reading, tokens: TokenBuckets | null): void {
  if (!tokens) return;
  reading.tokens = tokens;
  reading.isWhole = true;
}

/** Chats, completions and embeddings. */
function readChat(): Reader {
  const reading = nothing();
  const take = (json: Json) => {
    noteCommon(reading, json);
    noteUsage(reading, fromOpenAi(json.usage));
    const choices = Array.isArray(json.choices) ? json.choices : [];
    reading.outputLength += lengthOfText(choices);
    if (isJson(json.error)) reading.hasFailed = true;
    return choices.length === 0 && isJson(json.usage);
  };
  return { reading, take };
}

function readResponse(): Reader {
  const reading = nothing();
  const take = (json: Json, isEvent: boolean) => {
    const response = isEvent ? json.response : json;
    if (isJson(response)) {
      noteCommon(reading, response);
      noteUsage(reading, fromOpenAi(response.usage));
      if (response.status === "failed") reading.hasFailed = true;
    }
    if (!isEvent) reading.outputLength += lengthOfText(json.output);
    else if (typeof json.delta === "string") reading.outputLength += json.delta.length;
    if (json.type === "error") reading.hasFailed = true;
    return false;
  };
  return { reading, take };
}

function readMessage(): Reader {
  const reading = nothing();
  // What events tell is cumulative, and a later one may leave out what an earlier one told.
  let usage: Json = {};
  const note = (told: unknown, isLast: boolean) => {
    if (!isJson(told)) return;
    const given = Object.entries(told).filter(([, value]) => value !== null && value !== undefined);
    usage = { ...usage, ...Object.fromEntries(given) };
    reading.tier = tierOf(usage.speed, usage.service_tier, usage.inference_geo);
    reading.tokens = fromAnthropic(usage);
    reading.isWhole = isLast && reading.tokens !== null;
  };
  const take = (json: Json, isEvent: boolean) => {
    const message = json.type === "message_start" ? json.message : isEvent ? null : json;
    if (isJson(message)) {
      noteCommon(reading, message);
      note(message.usage, !isEvent);
      reading.outputLength += lengthOfText(message.content, true);
    }
    if (json.type === "content_block_delta") reading.outputLength += lengthOfText(json.delta);
    if (json.type === "message_delta") note(json.usage, true);
    if (json.type === "error") reading.hasFailed = true;
    return false;
  };
  return { reading, take };
}

const READERS: Record<Endpoint, () => Reader> = {
  chat: readChat,
  embeddings: readChat,
  responses: readResponse,
  messages: readMessage,
};

export const readerFor = (endpoint: Endpoint): Reader => READERS[endpoint]();
