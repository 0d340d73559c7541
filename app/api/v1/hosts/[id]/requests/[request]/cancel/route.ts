import { z } from "zod";
import { route } from "@/lib/platform/http/route";
import { HostId, HostRequest, HostRequestId } from "@/lib/work/schema";
import { cancelStart } from "@/lib/work/service";

export const POST = route(
  {
    summary: "Take back a request that the host has not accepted",
    scope: "work:act",
    params: z.strictObject({ id: HostId, request: HostRequestId }),
    reply: HostRequest,
    refuses: ["invalid_state"],
  },
  ({ actor, params }) => cancelStart(actor, params.id, params.request),
);
