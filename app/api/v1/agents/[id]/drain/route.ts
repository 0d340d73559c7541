import { z } from "zod";
import { route } from "@/lib/platform/http/route";
import { Agent, AgentId } from "@/lib/work/schema";
import { drainAgent } from "@/lib/work/service";

export const POST = route(
  {
    summary: "Give an agent no new tasks and retire it when it is done",
    scope: ["work:run", "work:act"],
    params: z.strictObject({ id: AgentId }),
    reply: Agent,
  },
  ({ actor, params }) => drainAgent(actor, params.id),
);
