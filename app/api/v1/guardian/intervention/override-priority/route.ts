import { AskOverridePriority, GuardianAction, splitAsked } from "@/lib/guardian/schema";
import { aboutIntervention, intervene } from "@/lib/guardian/service";
import { route } from "@/lib/platform/http/route";

export const POST = route(
  {
    summary: "Give a task or a ticket another priority for a time",
    scope: "guardian:act",
    governs: "guardian.intervene",
    about: aboutIntervention("override_priority"),
    body: AskOverridePriority,
    reply: GuardianAction,
    status: 201,
    idempotent: true,
    refuses: ["not_found", "invalid_state"],
  },
  ({ actor, body }) => intervene(actor, ...splitAsked("override_priority", body)),
);
