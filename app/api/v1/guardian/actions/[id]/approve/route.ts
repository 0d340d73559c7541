import { z } from "zod";
import { ActionId, ApproveAction, GuardianAction } from "@/lib/guardian/schema";
import { aboutAction, approveAction } from "@/lib/guardian/service";
import { route } from "@/lib/platform/http/route";

export const POST = route(
  {
    summary: "Approve the plan that was read, and carry it out",
    scope: "guardian:act",
    governs: "guardian.approve",
    about: aboutAction,
    params: z.object({ id: ActionId }),
    body: ApproveAction,
    reply: GuardianAction,
    refuses: ["invalid_state", "conflict"],
  },
  ({ actor, params, body }) => approveAction(actor, params.id, body),
);
