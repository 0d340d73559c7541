import { route } from "@/lib/platform/http/route";
import { AgentsPage, AgentsQuery, RegisterAgent, RegisteredAgent } from "@/lib/work/schema";
import { listAgents, registerAgent } from "@/lib/work/service";

export const GET = route(
  { summary: "List agents, newest first", scope: "work:read", query: AgentsQuery, reply: AgentsPage },
  ({ actor, query }) => listAgents(actor, query),
);

export const POST = route(
  {
    summary: "Register an agent of this key",
    scope: "work:run",
    body: RegisterAgent,
    reply: RegisteredAgent,
    status: 201,
    idempotent: true,
  },
  ({ actor, body }) => registerAgent(actor, body),
);
