import { z } from "zod";
import { PolicyDetail, PolicyName, PutPolicy } from "@/lib/guardian/schema";
import { getPolicy, putPolicy } from "@/lib/guardian/service";
import { route } from "@/lib/platform/http/route";

const params = z.object({ name: PolicyName });

export const GET = route(
  { summary: "Read a policy and its text", scope: "audit:read", params, reply: PolicyDetail },
  ({ actor, params }) => getPolicy(actor, params.name),
);

export const PUT = route(
  {
    summary: "Change what a policy says, or its mode, or make a new one",
    scope: "policies:manage",
    governs: "guardian.policy.change",
    params,
    body: PutPolicy,
    reply: PolicyDetail,
  },
  ({ actor, params, body, request }) => putPolicy(actor, params.name, body, request.headers.get("if-match")),
);
