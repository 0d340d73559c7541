import { read } from "@/lib/platform/db/transact";
import { provideGauges } from "@/lib/platform/metrics/sources";
import { readSpend } from "./facts";

/** Offers what is being spent to whoever scrapes, and to monitoring; the same on every replica. */
export function provideCostGauges(): void {
  provideGauges({
    name: "costs",
    isShared: true,
    gauges: { omoios_spend_usd_per_hour: { help: "USD spent in the last hour." } },
    read: async () => [{ gauge: "omoios_spend_usd_per_hour", value: (await read(readSpend)).usdPerHour }],
  });
}
