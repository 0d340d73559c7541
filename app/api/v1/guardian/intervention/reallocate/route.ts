import { AskReallocate, GuardianAction } from "@/lib/guardian/schema";
import { intervene } from "@/lib/guardian/service";
import { route } from "@/lib/platform/http/route";

export const POST = route(
  {
    summary: "Have slots on lower work serve a higher scope from their next claim on",
    scope: "guardian:act",
    governs: "guardian.intervene",
    body: AskReallocate,
    reply: GuardianAction,
    status: 201,
    idempotent: true,
    refuses: ["not_found", "invalid_state"],
  },
  ({ actor, body: { reason, expiresInSeconds, alertId, approval, breakGlass, ...act } }) =>
    intervene(
      actor,
      { type: "reallocate", ...act },
      { reason, expiresInSeconds, alertId, approval, breakGlass },
    ),
);
