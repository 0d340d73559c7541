import { Notices } from "@/lib/guardian/schema";
import { readNotices } from "@/lib/guardian/service";
import { route } from "@/lib/platform/http/route";

export const GET = route(
  {
    summary: "What must be known at once: approvals that wait, critical alerts, and pauses of everything",
    scope: "work:read",
    reply: Notices,
  },
  ({ actor }) => readNotices(actor),
);
