import { z } from "zod";
import { route } from "@/lib/platform/http/route";
import { EndOverlay, Hold, HoldId } from "@/lib/work/schema";
import { endHold } from "@/lib/work/service";

export const POST = route(
  {
    summary: "End a hold",
    scope: "work:act",
    params: z.object({ id: HoldId }),
    body: EndOverlay,
    reply: Hold,
  },
  ({ actor, params, body }) => endHold(actor, params.id, body),
);
