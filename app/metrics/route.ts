import { answerScrape } from "@/lib/platform/metrics/service";

export const dynamic = "force-dynamic";

/** What this replica counts, for Prometheus. */
export function GET(request: Request) {
  return answerScrape(request);
}
