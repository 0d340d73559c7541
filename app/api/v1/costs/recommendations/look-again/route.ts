import { LookAgain, LookedAgain } from "@/lib/costs/schema";
import { lookAgain } from "@/lib/costs/service";
import { route } from "@/lib/platform/http/route";

export const POST = route(
  {
    summary: "Look through the ledger for recommendations now",
    scope: "costs:manage",
    body: LookAgain,
    reply: LookedAgain,
    refuses: ["not_found"],
  },
  ({ actor, body }) => lookAgain(actor, body),
);
