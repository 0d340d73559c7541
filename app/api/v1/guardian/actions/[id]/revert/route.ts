import { z } from "zod";
import { ActionId, RevertInput, RevertReport } from "@/lib/guardian/schema";
import { aboutAction, previewRevert, revertAction } from "@/lib/guardian/service";
import { route } from "@/lib/platform/http/route";

const params = z.object({ id: ActionId });

export const GET = route(
  {
    summary: "What taking an intervention back would do; nothing is done",
    scope: "work:read",
    params,
    reply: RevertReport,
    refuses: ["invalid_state"],
  },
  ({ actor, params }) => previewRevert(actor, params.id),
);

export const POST = route(
  {
    summary: "Take an intervention back, effect by effect",
    scope: "guardian:act",
    governs: "guardian.revert",
    about: aboutAction,
    params,
    body: RevertInput,
    reply: RevertReport,
    idempotent: true,
    refuses: ["invalid_state"],
  },
  ({ actor, params, body }) => revertAction(actor, params.id, body),
);
