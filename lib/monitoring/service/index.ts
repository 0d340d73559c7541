// The use cases of monitoring: the only way into this room.

export { type AlertLife, listAlertLives, listResolved } from "../store/history";
export { acknowledgeAlert, escalateAlert, resolveAlert, silenceAlert } from "./act";
export { lookForAnomalies } from "./anomalies";
export { startMonitoring } from "./clock";
export { evaluateNow } from "./evaluate";
export { readFacts } from "./facts";
export { provideMonitoringGauges } from "./gauges";
export { countAlerts, exportAlerts, getAlert, listAlerts, requireAlert } from "./list";
export { getSamples, listMetrics } from "./metrics";
export { type NewAlert, raiseAlert, resolveAlertsOf } from "./raise";
export { listAlertRules } from "./rules";
export { keepSamples, sampleNow } from "./sample";
export { keepWatch } from "./watchdog";
