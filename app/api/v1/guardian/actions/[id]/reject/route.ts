import { z } from "zod";
import { ActionId, GuardianAction, RejectAction } from "@/lib/guardian/schema";
import { aboutAction, rejectAction } from "@/lib/guardian/service";
import { route } from "@/lib/platform/http/route";

export const POST = route(
  {
    summary: "Reject a proposal, or withdraw one's own",
    scope: "guardian:act",
    governs: "guardian.reject",
    about: aboutAction,
    params: z.object({ id: ActionId }),
    body: RejectAction,
    reply: GuardianAction,
    refuses: ["invalid_state"],
  },
  ({ actor, params, body }) => rejectAction(actor, params.id, body),
);
