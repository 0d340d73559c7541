import { route } from "@/lib/platform/http/route";
import { System } from "@/lib/platform/system/schema";
import { getSystem } from "@/lib/platform/system/service";

export const GET = route(
  {
    summary: "Database, jobs, events and replicas: how the installation fares",
    scope: "system:read",
    reply: System,
  },
  ({ actor }) => getSystem(actor),
);
