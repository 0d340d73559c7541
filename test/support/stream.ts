import { GET } from "@/app/api/v1/events/stream/route";
import type { EventRecord } from "@/lib/platform/events/schema";
import { type CallOptions, toRequest } from "./call";

interface Message {
  id: string | undefined;
  kind: string;
  data: EventRecord;
}

/** Follows the event stream as a browser's EventSource does. */
export async function followStream(options: CallOptions = {}) {
  const hangUp = new AbortController();
  const request = toRequest({ ...options, signal: hangUp.signal });
  const response = await GET(request, { params: Promise.resolve(undefined) });
  if (!response.ok || !response.body) throw new Error(`The stream was refused: ${await response.text()}`);
  const messages: Message[] = [];
  let isOver = false;
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  const reading = (async () => {
    let text = "";
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      const parts = (text + value).split("\n\n");
      text = parts.pop() ?? "";
      messages.push(...parts.flatMap(toMessage));
    }
  })()
    .catch(() => {})
    .finally(() => {
      isOver = true;
    });
  return {
    headers: response.headers,
    messages,
    events: () => messages.filter((message) => message.kind === "message").map((message) => message.data),
    isOver: () => isOver,
    ended: reading,
    hangUp: () => hangUp.abort(),
    cancel: () => reader.cancel(),
  };
}

function toMessage(part: string): Message[] {
  const fields = new Map(
    part
      .split("\n")
      .filter((line) => !line.startsWith(":"))
      .map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 2)]),
  );
  const data = fields.get("data");
  if (data === undefined) return [];
  return [{ id: fields.get("id"), kind: fields.get("event") ?? "message", data: JSON.parse(data) }];
}
