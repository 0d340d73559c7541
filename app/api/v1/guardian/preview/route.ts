import { PlanPreview, PreviewIntervention } from "@/lib/guardian/schema";
import { previewIntervention } from "@/lib/guardian/service";
import { route } from "@/lib/platform/http/route";

export const POST = route(
  {
    summary: "What an intervention would do; nothing is done",
    scope: "guardian:act",
    body: PreviewIntervention,
    reply: PlanPreview,
    refuses: ["not_found", "invalid_state"],
  },
  ({ actor, body }) => previewIntervention(actor, body),
);
