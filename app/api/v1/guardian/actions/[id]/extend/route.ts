import { z } from "zod";
import { ActionId, ExtendAction, GuardianAction } from "@/lib/guardian/schema";
import { aboutAction, extendAction } from "@/lib/guardian/service";
import { route } from "@/lib/platform/http/route";

export const POST = route(
  {
    summary: "Have what an intervention laid last longer",
    scope: "guardian:act",
    governs: "guardian.extend",
    about: aboutAction,
    params: z.object({ id: ActionId }),
    body: ExtendAction,
    reply: GuardianAction,
    refuses: ["invalid_state"],
  },
  ({ actor, params, body }) => extendAction(actor, params.id, body),
);
