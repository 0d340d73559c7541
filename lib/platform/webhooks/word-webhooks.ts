// What happens to webhooks themselves, as a chat is told of it.
import type { EventRecord } from "../events/schema";
import { WHY_DISABLED } from "./disabling";
import { plainWording, text, type Wording, wordEvents } from "./wording";

export function wordWebhooks(): void {
  wordEvents("webhook", (_, event) => wordWebhook(event));
}

function wordWebhook(event: EventRecord): Wording {
  const why = WHY_DISABLED[text(event.payload.reason) as keyof typeof WHY_DISABLED];
  return {
    ...plainWording(event),
    path: event.type === "webhook.deleted" ? "/settings/webhooks" : `/settings/webhooks/${event.entity}`,
    lines: why ? [`${why} Nothing is sent until somebody enables it.`] : [],
  };
}
