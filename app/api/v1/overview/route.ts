import { z } from "zod";
import { route } from "@/lib/platform/http/route";
import { Overview, ProjectId } from "@/lib/work/schema";
import { getOverview } from "@/lib/work/service";

export const GET = route(
  {
    summary: "Queue and fleet in figures",
    scope: "work:read",
    query: z.strictObject({ project: ProjectId.optional() }),
    reply: Overview,
  },
  ({ actor, query }) => getOverview(actor, query.project),
);
