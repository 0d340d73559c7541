import { z } from "zod";
import { PolicyName, PolicyVersionsPage, VersionsQuery } from "@/lib/guardian/schema";
import { listPolicyVersions } from "@/lib/guardian/service";
import { route } from "@/lib/platform/http/route";

export const GET = route(
  {
    summary: "List every text that a policy ever had, newest first",
    scope: "audit:read",
    params: z.object({ name: PolicyName }),
    query: VersionsQuery,
    reply: PolicyVersionsPage,
  },
  ({ actor, params, query }) => listPolicyVersions(actor, params.name, query),
);
