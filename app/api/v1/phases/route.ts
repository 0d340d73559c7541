import { z } from "zod";
import { route } from "@/lib/platform/http/route";
import { Phase } from "@/lib/work/schema";
import { getPhases } from "@/lib/work/service";

export const GET = route(
  {
    summary: "The configured phases in order",
    scope: "work:read",
    reply: z.object({ items: z.array(Phase) }),
  },
  ({ actor }) => getPhases(actor),
);
