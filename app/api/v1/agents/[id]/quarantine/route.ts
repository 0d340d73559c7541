import { z } from "zod";
import { route } from "@/lib/platform/http/route";
import { Agent, AgentId, QuarantineAgent } from "@/lib/work/schema";
import { quarantineAgent } from "@/lib/work/service";

export const POST = route(
  {
    summary: "Give an agent no new tasks until it is reinstated",
    scope: "work:act",
    params: z.object({ id: AgentId }),
    body: QuarantineAgent,
    reply: Agent,
  },
  ({ actor, params, body }) => quarantineAgent(actor, params.id, body),
);
