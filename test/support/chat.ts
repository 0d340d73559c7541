// A chat that is told by webhooks, and what it reads.

import * as webhooks from "@/lib/platform/webhooks/service";
import { endedOf } from "../platform/support/webhooks";
import { ADMIN, unique } from "./makers";
import { aReceiver } from "./receiver";

interface Message {
  text: string;
  blocks: [{ text: { text: string } }, { elements: [{ text: string }] }];
}

/** Gets these types of events, or all; `told` waits until so many messages came, and returns their lines, sorted. */
export async function aChat(types: string[] = [], projectId: string | null = null) {
  const receiver = await aReceiver();
  const input = { name: unique("chat"), url: receiver.url, projectId, format: "slack" as const, types };
  const { webhook } = await webhooks.createWebhook(ADMIN, input);
  const told = async (count: number): Promise<string[][]> => {
    await endedOf(webhook.id, count);
    const messages = receiver.received.map(({ body }) => JSON.parse(body) as Message);
    return messages.map(({ blocks }) => blocks[0].text.text.split("\n")).sort();
  };
  return { webhook, told };
}
