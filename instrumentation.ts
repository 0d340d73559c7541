/** Runs once per server, before the first request. */
export async function register() {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { startServer } = await import("./lib/platform/server");
  const { startWork } = await import("./lib/work/service");
  await startServer(async () => [await startWork()]);
}
