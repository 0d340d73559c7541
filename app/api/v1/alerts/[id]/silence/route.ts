import { z } from "zod";
import { Alert, AlertId, SilenceAlert } from "@/lib/monitoring/schema";
import { silenceAlert } from "@/lib/monitoring/service";
import { route } from "@/lib/platform/http/route";

export const POST = route(
  {
    summary: "Keep an alert quiet for a time",
    scope: "alerts:act",
    params: z.object({ id: AlertId }),
    body: SilenceAlert,
    reply: Alert,
    idempotent: true,
    refuses: ["not_found", "invalid_state"],
  },
  ({ actor, params, body }) => silenceAlert(actor, params.id, body),
);
