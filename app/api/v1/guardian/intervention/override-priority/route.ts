import { AskOverridePriority, GuardianAction } from "@/lib/guardian/schema";
import { intervene } from "@/lib/guardian/service";
import { route } from "@/lib/platform/http/route";

export const POST = route(
  {
    summary: "Give a task or a ticket another priority for a time",
    scope: "guardian:act",
    governs: "guardian.intervene",
    body: AskOverridePriority,
    reply: GuardianAction,
    status: 201,
    idempotent: true,
    refuses: ["not_found", "invalid_state"],
  },
  ({ actor, body: { reason, expiresInSeconds, alertId, approval, breakGlass, ...act } }) =>
    intervene(
      actor,
      { type: "override_priority", ...act },
      { reason, expiresInSeconds, alertId, approval, breakGlass },
    ),
);
