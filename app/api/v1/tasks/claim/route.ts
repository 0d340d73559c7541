import { route } from "@/lib/platform/http/route";
import { Claims, ClaimTasks } from "@/lib/work/schema";
import { claimTasks } from "@/lib/work/service";

export const POST = route(
  {
    summary: "Claim tasks for an agent, waiting for work if asked to",
    scope: "work:run",
    body: ClaimTasks,
    reply: Claims,
  },
  ({ actor, body, signal }) => claimTasks(actor, body, signal),
);
