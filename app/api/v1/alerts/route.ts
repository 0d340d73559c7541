import { AlertsPage, AlertsQuery } from "@/lib/monitoring/schema";
import { listAlerts } from "@/lib/monitoring/service";
import { route } from "@/lib/platform/http/route";

export const GET = route(
  { summary: "List alerts, newest first", scope: "work:read", query: AlertsQuery, reply: AlertsPage },
  ({ actor, query }) => listAlerts(actor, query),
);
