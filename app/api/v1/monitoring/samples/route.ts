import { Samples, SamplesQuery } from "@/lib/monitoring/schema";
import { getSamples } from "@/lib/monitoring/service";
import { route } from "@/lib/platform/http/route";

export const GET = route(
  {
    summary: "Read the course of a metric, with what was unusual in it",
    scope: "work:read",
    query: SamplesQuery,
    reply: Samples,
    refuses: ["not_found"],
  },
  ({ actor, query }) => getSamples(actor, query),
);
