// What a chat reads of webhooks themselves.
import { expect, it } from "vitest";
import * as service from "@/lib/platform/webhooks/service";
import "../support/embedded";
import { aChat } from "../support/chat";
import { ADMIN } from "../support/makers";
import { aReceiver } from "../support/receiver";
import { create, publishOne, run } from "./support/webhooks";

it("of one that its receiver ended, that the receiver answered 410", async () => {
  const receiver = await aReceiver((response) => response.writeHead(410).end());
  await run();
  const chat = await aChat(["webhook.disabled"]);
  const { webhook } = await create(receiver.url);
  await publishOne();
  const why = "The receiver answered 410 Gone. Nothing is sent until somebody enables it.";
  expect(await chat.told(1)).toEqual([["*Webhook disabled*", webhook.name, why]]);
});

it("of one that a person disabled, no reason of the system's", async () => {
  await run();
  const chat = await aChat(["webhook.disabled"]);
  const { webhook } = await create("http://127.0.0.1:9/hook");
  await service.updateWebhook(ADMIN, webhook.id, { enabled: false });
  expect(await chat.told(1)).toEqual([["*Webhook disabled*", webhook.name]]);
});
