import { startLoop } from "@/lib/platform/jobs/loop";
import type { Stop } from "@/lib/platform/stop";
import { keepAdvice } from "./advice/pass";
import { keepForecasts } from "./forecast/pass";

/** How often it is asked whether work is due; whether it is, the database says, to one replica. */
const TICK_MS = 10_000;

/** Starts the clock that works out forecasts and advice in the background. */
export function startAdvice(): Stop {
  return startLoop("forecast clock", TICK_MS, async () => {
    await keepForecasts();
    await keepAdvice();
  });
}
