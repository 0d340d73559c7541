import { AskQuarantineAgent, GuardianAction, splitAsked } from "@/lib/guardian/schema";
import { aboutIntervention, intervene } from "@/lib/guardian/service";
import { route } from "@/lib/platform/http/route";

export const POST = route(
  {
    summary: "Give an agent no tasks for a time",
    scope: "guardian:act",
    governs: "guardian.intervene",
    about: aboutIntervention("quarantine_agent"),
    body: AskQuarantineAgent,
    reply: GuardianAction,
    status: 201,
    idempotent: true,
    refuses: ["not_found", "invalid_state"],
  },
  ({ actor, body }) => intervene(actor, ...splitAsked("quarantine_agent", body)),
);
