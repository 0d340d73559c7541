import { z } from "zod";
import { Alert, AlertId, ResolveAlert } from "@/lib/monitoring/schema";
import { resolveAlert } from "@/lib/monitoring/service";
import { route } from "@/lib/platform/http/route";

export const POST = route(
  {
    summary: "Say that an alert is over, and why",
    scope: "alerts:act",
    params: z.object({ id: AlertId }),
    body: ResolveAlert,
    reply: Alert,
    idempotent: true,
    refuses: ["not_found", "invalid_state"],
  },
  ({ actor, params, body }) => resolveAlert(actor, params.id, body),
);
