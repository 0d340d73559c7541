import { AskPause, GuardianAction } from "@/lib/guardian/schema";
import { intervene } from "@/lib/guardian/service";
import { route } from "@/lib/platform/http/route";

export const POST = route(
  {
    summary: "Stop claims in a scope for a time; what runs goes on",
    scope: "guardian:act",
    governs: "guardian.intervene",
    body: AskPause,
    reply: GuardianAction,
    status: 201,
    idempotent: true,
    refuses: ["not_found", "invalid_state"],
  },
  ({ actor, body: { reason, expiresInSeconds, alertId, approval, breakGlass, ...act } }) =>
    intervene(actor, { type: "pause", ...act }, { reason, expiresInSeconds, alertId, approval, breakGlass }),
);
