/** The process answers. Nothing else is asked: a restart would not mend a database. */
export function GET() {
  return Response.json({ status: "alive" }, { headers: { "cache-control": "no-store" } });
}
