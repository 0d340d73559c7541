import { z } from "zod";
import { route } from "@/lib/platform/http/route";
import { PageQuery } from "@/lib/platform/schema";
import { HostId, HostRequest, HostRequestsPage, StartAgent } from "@/lib/work/schema";
import { listHostRequests, startAgent } from "@/lib/work/service";

const params = z.strictObject({ id: HostId });

export const GET = route(
  {
    summary: "List what a host was asked for, newest first",
    scope: "work:read",
    params,
    query: PageQuery,
    reply: HostRequestsPage,
  },
  ({ actor, params: { id }, query }) => listHostRequests(actor, id, query),
);

export const POST = route(
  {
    summary: "Ask a host to start an agent",
    scope: "work:act",
    params,
    body: StartAgent,
    reply: HostRequest,
    status: 201,
    idempotent: true,
    refuses: ["invalid_state"],
  },
  ({ actor, params: { id }, body }) => startAgent(actor, id, body),
);
