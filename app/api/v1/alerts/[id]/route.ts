import { z } from "zod";
import { AlertDetail, AlertId } from "@/lib/monitoring/schema";
import { getAlert } from "@/lib/monitoring/service";
import { route } from "@/lib/platform/http/route";

export const GET = route(
  {
    summary: "Read an alert and what was tried about it",
    scope: "work:read",
    params: z.object({ id: AlertId }),
    reply: AlertDetail,
  },
  ({ actor, params }) => getAlert(actor, params.id),
);
