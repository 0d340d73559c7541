import { z } from "zod";
import { Alert, AlertId, EscalateAlert } from "@/lib/monitoring/schema";
import { escalateAlert } from "@/lib/monitoring/service";
import { route } from "@/lib/platform/http/route";

export const POST = route(
  {
    summary: "Call for more authority about an alert",
    scope: "alerts:act",
    params: z.object({ id: AlertId }),
    body: EscalateAlert,
    reply: Alert,
    idempotent: true,
    refuses: ["not_found", "invalid_state"],
  },
  ({ actor, params, body }) => escalateAlert(actor, params.id, body),
);
