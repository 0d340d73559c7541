import { databaseNow } from "@/lib/platform/clock";
import { read } from "@/lib/platform/db/transact";
import { log } from "@/lib/platform/log";

export const dynamic = "force-dynamic";

/** The database answers, so requests can be served. */
export async function GET() {
  try {
    await read(databaseNow);
    return new Response("ready\n", { headers: { "cache-control": "no-store" } });
  } catch (error) {
    log().error({ err: error }, "not ready");
    return new Response("not ready\n", { status: 503, headers: { "cache-control": "no-store" } });
  }
}
