import {
  CostRecordsPage,
  CostRecordsQuery,
  RECORDS_BODY_BYTES_MAX,
  RecordCosts,
  RecordedCosts,
} from "@/lib/costs/schema";
import { listCostRecords, recordCosts } from "@/lib/costs/service";
import { route } from "@/lib/platform/http/route";

export const GET = route(
  {
    summary: "List what calls cost, the newest first",
    scope: "work:read",
    query: CostRecordsQuery,
    reply: CostRecordsPage,
  },
  ({ actor, query }) => listCostRecords(actor, query),
);

export const POST = route(
  {
    summary: "Record up to 1,000 calls, all or none",
    scope: "costs:write",
    body: RecordCosts,
    reply: RecordedCosts,
    status: 201,
    idempotent: true,
    bodyBytesMax: RECORDS_BODY_BYTES_MAX,
    refuses: ["not_found"],
  },
  ({ actor, body }) => recordCosts(actor, body),
);
