import { z } from "zod";
import { route } from "@/lib/platform/http/route";
import { HostId, HostRequest, HostRequestId, HostResult } from "@/lib/work/schema";
import { reportStart } from "@/lib/work/service";

export const POST = route(
  {
    summary: "Report the agent that was started, or why there is none",
    scope: "work:run",
    params: z.strictObject({ id: HostId, request: HostRequestId }),
    body: HostResult,
    reply: HostRequest,
    refuses: ["invalid_state"],
  },
  ({ actor, params, body }) => reportStart(actor, params.id, params.request, body),
);
