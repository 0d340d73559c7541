import { z } from "zod";
import { FiringsPage, FiringsQuery, PolicyName } from "@/lib/guardian/schema";
import { listPolicyFirings } from "@/lib/guardian/service";
import { route } from "@/lib/platform/http/route";

export const GET = route(
  {
    summary: "List when a policy fired or would have, newest first",
    scope: "audit:read",
    params: z.object({ name: PolicyName }),
    query: FiringsQuery,
    reply: FiringsPage,
  },
  ({ actor, params, query }) => listPolicyFirings(actor, params.name, query),
);
