import { z } from "zod";
import { route } from "@/lib/platform/http/route";
import { Host, HostId } from "@/lib/work/schema";
import { drainHost } from "@/lib/work/service";

export const POST = route(
  {
    summary: "Have a host drain its agents, and retire it when they have ended",
    scope: ["work:run", "work:act"],
    params: z.strictObject({ id: HostId }),
    reply: Host,
  },
  ({ actor, params }) => drainHost(actor, params.id),
);
