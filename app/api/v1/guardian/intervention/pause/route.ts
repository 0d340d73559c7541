import { AskPause, GuardianAction, splitAsked } from "@/lib/guardian/schema";
import { aboutIntervention, intervene } from "@/lib/guardian/service";
import { route } from "@/lib/platform/http/route";

export const POST = route(
  {
    summary: "Stop claims in a scope for a time; what runs goes on",
    scope: "guardian:act",
    governs: "guardian.intervene",
    about: aboutIntervention("pause"),
    body: AskPause,
    reply: GuardianAction,
    status: 201,
    idempotent: true,
    refuses: ["not_found", "invalid_state"],
  },
  ({ actor, body }) => intervene(actor, ...splitAsked("pause", body)),
);
