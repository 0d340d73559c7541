import { z } from "zod";
import { route } from "@/lib/platform/http/route";
import { Agent, AgentId } from "@/lib/work/schema";
import { getAgent } from "@/lib/work/service";

export const GET = route(
  { summary: "Get an agent", scope: "work:read", params: z.strictObject({ id: AgentId }), reply: Agent },
  ({ actor, params }) => getAgent(actor, params.id),
);
