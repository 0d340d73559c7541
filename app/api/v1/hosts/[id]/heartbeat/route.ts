import { z } from "zod";
import { route } from "@/lib/platform/http/route";
import { HostHeartbeat, HostHeartbeatReply, HostId } from "@/lib/work/schema";
import { beatHost } from "@/lib/work/service";

export const POST = route(
  {
    summary: "Give a sign of life for a host, and learn which agents to start",
    scope: "work:run",
    params: z.strictObject({ id: HostId }),
    body: HostHeartbeat,
    reply: HostHeartbeatReply,
    refuses: ["invalid_state"],
  },
  ({ actor, params, body, signal }) => beatHost(actor, params.id, body, signal),
);
