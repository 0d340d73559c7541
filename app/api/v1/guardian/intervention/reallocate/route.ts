import { AskReallocate, GuardianAction, splitAsked } from "@/lib/guardian/schema";
import { aboutIntervention, intervene } from "@/lib/guardian/service";
import { route } from "@/lib/platform/http/route";

export const POST = route(
  {
    summary: "Have slots on lower work serve a higher scope from their next claim on",
    scope: "guardian:act",
    governs: "guardian.intervene",
    about: aboutIntervention("reallocate"),
    body: AskReallocate,
    reply: GuardianAction,
    status: 201,
    idempotent: true,
    refuses: ["not_found", "invalid_state"],
  },
  ({ actor, body }) => intervene(actor, ...splitAsked("reallocate", body)),
);
