import { AskReplaceAgent, GuardianAction, splitAsked } from "@/lib/guardian/schema";
import { aboutIntervention, intervene } from "@/lib/guardian/service";
import { route } from "@/lib/platform/http/route";

export const POST = route(
  {
    summary: "Have a host start a new agent in the place of one, which gets no tasks",
    scope: "guardian:act",
    governs: "guardian.intervene",
    about: aboutIntervention("replace_agent"),
    body: AskReplaceAgent,
    reply: GuardianAction,
    status: 201,
    idempotent: true,
    refuses: ["not_found", "invalid_state"],
  },
  ({ actor, body }) => intervene(actor, ...splitAsked("replace_agent", body)),
);
