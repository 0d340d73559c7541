/** Runs once per server, before the first request. */
export async function register() {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const flush = process.env.OTEL_EXPORTER_OTLP_ENDPOINT
    ? (await import("./lib/platform/telemetry/start")).startTelemetry()
    : undefined;
  const { startServer } = await import("./lib/platform/server");
  const { answerWrongMethods } = await import("./lib/platform/http/wrong-method");
  const { startWork } = await import("./lib/work/service");
  const { startMonitoring } = await import("./lib/monitoring/service");
  const { startAdvice, startCosts } = await import("./lib/costs/service");
  const { startActions, startPolicies } = await import("./lib/guardian/service");
  const { openGateway } = await import("./lib/costs/gateway");
  answerWrongMethods(async () => (await import("./app/api/v1/routes")).routes);
  await startServer(
    async () => [
      await startWork(),
      startMonitoring(),
      startCosts(),
      startAdvice(),
      startActions(),
      startPolicies(),
      openGateway(),
    ],
    flush,
  );
}
