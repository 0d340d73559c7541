import { RetriedReaction, RetryReaction } from "@/lib/platform/events/dispatch/schema";
import { retryReaction } from "@/lib/platform/events/service";
import { route } from "@/lib/platform/http/route";

export const POST = route(
  {
    summary: "Have a reaction try an event again that it failed on",
    scope: "webhooks:manage",
    params: RetryReaction,
    reply: RetriedReaction,
  },
  ({ actor, params }) => retryReaction(actor, params),
);
