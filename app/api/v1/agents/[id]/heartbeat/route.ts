import { z } from "zod";
import { route } from "@/lib/platform/http/route";
import { AgentId, Heartbeat, HeartbeatReply } from "@/lib/work/schema";
import { beat } from "@/lib/work/service";

export const POST = route(
  {
    summary: "Give a sign of life for an agent and all its attempts",
    scope: "work:run",
    params: z.strictObject({ id: AgentId }),
    body: Heartbeat,
    reply: HeartbeatReply,
  },
  ({ actor, params, body, signal }) => beat(actor, params.id, body, signal),
);
