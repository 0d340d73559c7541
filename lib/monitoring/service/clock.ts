import { startLoop } from "@/lib/platform/jobs/loop";
import type { Stop } from "@/lib/platform/stop";
import { provideRoutes } from "@/lib/platform/webhooks/service";
import { alertRules } from "../rules/load";
import { routesOf } from "../rules/parse";
import { keepAnomalies } from "./anomalies";
import { keepAlerts } from "./evaluate";
import { provideMonitoringGauges } from "./gauges";
import { keepMonitoringHouse, keepSamples } from "./sample";
import { keepWatch } from "./watchdog";
import { wordByMonitoring } from "./wording";

/** How often it is asked whether work is due; whether it is, the database says, to one replica. */
const TICK_MS = 5000;
const HOUSE_MS = 600_000;

/**
 * Checks the alert rules, and starts the clocks of monitoring: samples, rules and watchdog every 15 seconds, anomalies
 * every minute. Throws for a broken alert_rules.yaml.
 */
export function startMonitoring(): Stop {
  alertRules();
  provideMonitoringGauges();
  provideRoutes(() => routesOf(alertRules()));
  wordByMonitoring();
  const stops = [
    startLoop("sampler", TICK_MS, keepSamples),
    startLoop("alert rules", TICK_MS, tickAlerts),
    startLoop("monitoring housekeeping", HOUSE_MS, keepMonitoringHouse),
  ];
  return async () => {
    await Promise.all(stops.map((stop) => stop()));
  };
}

/** Everything that time alone brings about. Any replica may run it: each effect can happen only once. */
async function tickAlerts(): Promise<void> {
  await keepAlerts();
  await keepAnomalies();
  await keepWatch();
}
