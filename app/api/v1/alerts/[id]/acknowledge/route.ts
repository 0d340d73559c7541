import { z } from "zod";
import { AcknowledgeAlert, Alert, AlertId } from "@/lib/monitoring/schema";
import { acknowledgeAlert } from "@/lib/monitoring/service";
import { route } from "@/lib/platform/http/route";

export const POST = route(
  {
    summary: "Say that somebody looks after an alert",
    scope: "alerts:act",
    params: z.object({ id: AlertId }),
    body: AcknowledgeAlert,
    reply: Alert,
    idempotent: true,
    refuses: ["not_found", "invalid_state"],
  },
  ({ actor, params, body }) => acknowledgeAlert(actor, params.id, body),
);
