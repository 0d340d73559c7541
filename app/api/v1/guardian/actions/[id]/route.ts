import { z } from "zod";
import { ActionId, GuardianAction } from "@/lib/guardian/schema";
import { getAction } from "@/lib/guardian/service";
import { route } from "@/lib/platform/http/route";

export const GET = route(
  {
    summary: "Read an intervention: its plan, its effects and its steps",
    scope: "work:read",
    params: z.object({ id: ActionId }),
    reply: GuardianAction,
  },
  ({ actor, params }) => getAction(actor, params.id),
);
