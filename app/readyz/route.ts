import { checkReadiness } from "@/lib/platform/health/service";

export const dynamic = "force-dynamic";

/** Whether requests can be served, with the reasons when they cannot. */
export async function GET() {
  const readiness = await checkReadiness();
  const status = readiness.status === "ready" ? 200 : 503;
  return Response.json(readiness, { status, headers: { "cache-control": "no-store" } });
}
