import { PolicyValidation, ValidatePolicy } from "@/lib/guardian/schema";
import { validatePolicy } from "@/lib/guardian/service";
import { route } from "@/lib/platform/http/route";

export const POST = route(
  {
    summary: "What a policy's text means, or what is wrong with it",
    scope: "audit:read",
    body: ValidatePolicy,
    reply: PolicyValidation,
  },
  ({ actor, body }) => validatePolicy(actor, body),
);
