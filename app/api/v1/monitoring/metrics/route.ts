import { Metrics } from "@/lib/monitoring/schema";
import { listMetrics } from "@/lib/monitoring/service";
import { route } from "@/lib/platform/http/route";

export const GET = route(
  { summary: "List the metrics whose course is kept", scope: "work:read", reply: Metrics },
  ({ actor }) => listMetrics(actor),
);
