import { Rerate, Rerated } from "@/lib/costs/schema";
import { rerateCosts } from "@/lib/costs/service";
import { route } from "@/lib/platform/http/route";

export const POST = route(
  {
    summary: "Apply the prices of now to records of a time, or tell what that would change",
    scope: "costs:manage",
    body: Rerate,
    reply: Rerated,
  },
  ({ actor, body }) => rerateCosts(actor, body),
);
