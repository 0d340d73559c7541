// Gauges that are read from the database when somebody scrapes. However often that is, each source is read
// at most once in FRESH_MS, and one that does not answer in time is left out of that scrape.
import { Gauge } from "prom-client";
import { log } from "../log";
import { metrics } from "./registry";

const FRESH_MS = 5000;
const TIMEOUT_MS = 3000;

export interface Sample {
  gauge: string;
  labels?: Record<string, string>;
  value: number;
}

export interface GaugeSource {
  /** Names it in the log and in omoios_metrics_source_failures_total. */
  name: string;
  /** Each gauge's help text and labels, by its name. */
  gauges: Record<string, { help: string; labels?: string[] }>;
  /** The same on every replica: one of them may keep its course for all. */
  isShared?: boolean;
  read: () => Promise<Sample[]>;
}

interface Provided extends GaugeSource {
  readAt: number;
  reading: Promise<void> | undefined;
}

const holder = globalThis as typeof globalThis & { omoiGaugeSources?: Map<string, Provided> };
holder.omoiGaugeSources ??= new Map();
const sources = holder.omoiGaugeSources;

/** Has these gauges read at a scrape; providing the same source again replaces it. */
export function provideGauges(source: GaugeSource): void {
  sources.set(source.name, { ...source, readAt: Number.NEGATIVE_INFINITY, reading: undefined });
}

/** The metrics as text, and its media type. */
export async function scrape(): Promise<{ text: string; contentType: string }> {
  await Promise.all([...sources.values()].map(refresh));
  const { registry } = metrics();
  return { text: await registry.metrics(), contentType: registry.contentType };
}

/** The gauges that are the same on every replica, read now. A source that cannot be read is left out, and logged. */
export async function readSharedGauges(): Promise<Sample[]> {
  const samples: Sample[] = [];
  // One after the other: what keeps their course is in no hurry, and the database has others to serve.
  for (const source of sources.values()) {
    if (!source.isShared) continue;
    try {
      samples.push(...(await source.read()));
    } catch (error) {
      log().warn({ err: error, source: source.name }, "gauges could not be read");
    }
  }
  return samples;
}

/** What the gauges are that `readSharedGauges` gives, by name. */
export function sharedGaugeHelp(): Record<string, string> {
  const shared = [...sources.values()].filter(({ isShared }) => isShared);
  return Object.fromEntries(
    shared.flatMap(({ gauges }) => Object.entries(gauges).map(([name, { help }]) => [name, help])),
  );
}

async function refresh(source: Provided): Promise<void> {
  if (performance.now() - source.readAt < FRESH_MS) return;
  source.reading ??= load(source).finally(() => {
    source.reading = undefined;
  });
  await Promise.race([source.reading, after(TIMEOUT_MS)]);
}

async function load(source: Provided): Promise<void> {
  const { registry, sourceFailures } = metrics();
  const gauges = Object.entries(source.gauges).map(([name, { help, labels = [] }]) => {
    const known = registry.getSingleMetric(name) as Gauge | undefined;
    return known ?? new Gauge({ name, help, labelNames: labels, registers: [registry] });
  });
  try {
    const samples = await source.read();
    // What is gone must vanish: a gauge that keeps its last value would lie for ever.
    for (const gauge of gauges) empty(gauge);
    for (const { gauge, labels = {}, value } of samples)
      (registry.getSingleMetric(gauge) as Gauge).set(labels, value);
    source.readAt = performance.now();
  } catch (error) {
    for (const gauge of gauges) empty(gauge);
    sourceFailures.inc({ source: source.name });
    log().warn({ err: error, source: source.name }, "metrics could not be read");
  }
}

function empty(gauge: Gauge): void {
  gauge.reset();
  // Resetting a gauge without labels makes it 0, which is a value too.
  gauge.remove({});
}

function after(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}
