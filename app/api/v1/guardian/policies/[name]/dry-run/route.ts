import { z } from "zod";
import { DryRun, DryRunReport, PolicyName } from "@/lib/guardian/schema";
import { dryRunPolicy } from "@/lib/guardian/service";
import { route } from "@/lib/platform/http/route";

export const POST = route(
  {
    summary: "When a policy, or another text for it, would have fired over the last days",
    scope: "guardian:act",
    params: z.object({ name: PolicyName }),
    body: DryRun,
    reply: DryRunReport,
  },
  ({ actor, params, body }) => dryRunPolicy(actor, params.name, body),
);
