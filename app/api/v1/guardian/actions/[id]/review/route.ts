import { z } from "zod";
import { ActionId, GuardianAction, ReviewAction } from "@/lib/guardian/schema";
import { aboutAction, reviewAction } from "@/lib/guardian/service";
import { route } from "@/lib/platform/http/route";

export const POST = route(
  {
    summary: "Say whether what was done without approval was right",
    scope: "guardian:act",
    governs: "guardian.review",
    about: aboutAction,
    params: z.object({ id: ActionId }),
    body: ReviewAction,
    reply: GuardianAction,
    refuses: ["invalid_state"],
  },
  ({ actor, params, body }) => reviewAction(actor, params.id, body),
);
