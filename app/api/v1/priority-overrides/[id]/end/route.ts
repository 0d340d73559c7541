import { z } from "zod";
import { route } from "@/lib/platform/http/route";
import { EndOverlay, OverrideId, PriorityOverride } from "@/lib/work/schema";
import { endOverride } from "@/lib/work/service";

export const POST = route(
  {
    summary: "End a priority override",
    scope: "work:act",
    params: z.object({ id: OverrideId }),
    body: EndOverlay,
    reply: PriorityOverride,
  },
  ({ actor, params, body }) => endOverride(actor, params.id, body),
);
