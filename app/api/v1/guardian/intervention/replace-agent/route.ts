import { AskReplaceAgent, GuardianAction } from "@/lib/guardian/schema";
import { intervene } from "@/lib/guardian/service";
import { route } from "@/lib/platform/http/route";

export const POST = route(
  {
    summary: "Have a host start a new agent in the place of one, which gets no tasks",
    scope: "guardian:act",
    governs: "guardian.intervene",
    body: AskReplaceAgent,
    reply: GuardianAction,
    status: 201,
    idempotent: true,
    refuses: ["not_found", "invalid_state"],
  },
  ({ actor, body: { reason, expiresInSeconds, alertId, approval, breakGlass, ...act } }) =>
    intervene(
      actor,
      { type: "replace_agent", ...act },
      { reason, expiresInSeconds, alertId, approval, breakGlass },
    ),
);
