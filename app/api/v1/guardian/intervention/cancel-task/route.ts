import { AskCancelTask, GuardianAction } from "@/lib/guardian/schema";
import { intervene } from "@/lib/guardian/service";
import { route } from "@/lib/platform/http/route";

export const POST = route(
  {
    summary: "End a task: a waiting one at once, a running one after its grace",
    scope: "guardian:act",
    governs: "guardian.intervene",
    body: AskCancelTask,
    reply: GuardianAction,
    status: 201,
    idempotent: true,
    refuses: ["not_found", "invalid_state"],
  },
  ({ actor, body: { reason, expiresInSeconds, alertId, approval, breakGlass, ...act } }) =>
    intervene(
      actor,
      { type: "cancel_task", ...act },
      { reason, expiresInSeconds, alertId, approval, breakGlass },
    ),
);
