import { Reactions } from "@/lib/platform/events/dispatch/schema";
import { listReactionFailures } from "@/lib/platform/events/service";
import { route } from "@/lib/platform/http/route";

export const GET = route(
  {
    summary: "How far what reacts to events is behind, and what it failed on",
    scope: "webhooks:manage",
    reply: Reactions,
  },
  ({ actor }) => listReactionFailures(actor),
);
