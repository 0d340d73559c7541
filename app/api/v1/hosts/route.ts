import { route } from "@/lib/platform/http/route";
import { HostsPage, HostsQuery, RegisteredHost, RegisterHost } from "@/lib/work/schema";
import { listHosts, registerHost } from "@/lib/work/service";

export const GET = route(
  { summary: "List runner hosts, newest first", scope: "work:read", query: HostsQuery, reply: HostsPage },
  ({ actor, query }) => listHosts(actor, query),
);

export const POST = route(
  {
    summary: "Register a runner host of this key",
    scope: "work:run",
    body: RegisterHost,
    reply: RegisteredHost,
    status: 201,
    idempotent: true,
  },
  ({ actor, body }) => registerHost(actor, body),
);
