import canonicalize from "canonicalize";
import { transact } from "@/lib/platform/db/transact";
import { log } from "@/lib/platform/log";
import { readSharedGauges, type Sample } from "@/lib/platform/metrics/sources";
import { deleteOldAlerts } from "../store/list";
import { takePass } from "../store/passes";
import { deleteOld, insertSamples, type NewSample, SAMPLE_SECONDS } from "../store/samples";

const COURSES_MAX = 500;
const HOUSE_SECONDS = 3600;

/** Keeps the values of all shared gauges, if it is time and no other replica does. */
export async function keepSamples(): Promise<void> {
  if (await transact("monitor.sample.take", (tx) => takePass(tx, "samples", SAMPLE_SECONDS)))
    await sampleNow();
}

/**
 * The same, whether it is time or not: what this quarter of a minute has already stays as it is. Returns how many
 * values there were.
 */
export async function sampleNow(): Promise<number> {
  const samples = (await readSharedGauges()).filter(({ value }) => Number.isFinite(value)).map(toNewSample);
  if (samples.length > COURSES_MAX) {
    log().warn({ courses: samples.length, kept: COURSES_MAX }, "too many courses of gauges to keep");
  }
  if (samples.length === 0) return 0;
  await transact("monitor.sample", (tx) => insertSamples(tx, samples.slice(0, COURSES_MAX)));
  return Math.min(samples.length, COURSES_MAX);
}

/** Forgets old samples and alerts, once an hour on one replica. */
export async function keepMonitoringHouse(): Promise<void> {
  await transact("monitor.housekeeping", async (tx) => {
    if (!(await takePass(tx, "housekeeping", HOUSE_SECONDS))) return;
    await deleteOld(tx);
    await deleteOldAlerts(tx);
  });
}

function toNewSample({ gauge, labels = {}, value }: Sample): NewSample {
  return { metric: gauge, labels: canonicalize(labels) ?? "{}", value };
}
