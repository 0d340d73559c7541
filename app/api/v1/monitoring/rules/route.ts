import { AlertRules } from "@/lib/monitoring/schema";
import { listAlertRules } from "@/lib/monitoring/service";
import { route } from "@/lib/platform/http/route";

export const GET = route(
  {
    summary: "List the alert rules in force and how it is with each",
    scope: "work:read",
    reply: AlertRules,
  },
  ({ actor }) => listAlertRules(actor),
);
