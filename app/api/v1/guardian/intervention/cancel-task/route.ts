import { AskCancelTask, GuardianAction, splitAsked } from "@/lib/guardian/schema";
import { aboutIntervention, intervene } from "@/lib/guardian/service";
import { route } from "@/lib/platform/http/route";

export const POST = route(
  {
    summary: "End a task: a waiting one at once, a running one after its grace",
    scope: "guardian:act",
    governs: "guardian.intervene",
    about: aboutIntervention("cancel_task"),
    body: AskCancelTask,
    reply: GuardianAction,
    status: 201,
    idempotent: true,
    refuses: ["not_found", "invalid_state"],
  },
  ({ actor, body }) => intervene(actor, ...splitAsked("cancel_task", body)),
);
