import { PolicyList } from "@/lib/guardian/schema";
import { listPolicies } from "@/lib/guardian/service";
import { route } from "@/lib/platform/http/route";

export const GET = route(
  { summary: "List the guardian's policies by name", scope: "audit:read", reply: PolicyList },
  ({ actor }) => listPolicies(actor),
);
