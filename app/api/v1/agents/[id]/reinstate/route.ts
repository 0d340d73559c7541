import { z } from "zod";
import { route } from "@/lib/platform/http/route";
import { Agent, AgentId } from "@/lib/work/schema";
import { reinstateAgent } from "@/lib/work/service";

export const POST = route(
  {
    summary: "Let a quarantined agent claim again",
    scope: "work:act",
    params: z.object({ id: AgentId }),
    reply: Agent,
  },
  ({ actor, params }) => reinstateAgent(actor, params.id),
);
