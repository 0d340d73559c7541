import { EventType } from "../events/schema";
import { inSpan } from "../telemetry/span";
import { metrics } from "./registry";

/** Times one use case, as a metric and, where traces are collected, as a span. */
export async function measureUseCase<T>(name: string, work: () => Promise<T>): Promise<T> {
  const end = metrics().useCaseSeconds.startTimer({ use_case: name });
  try {
    const value = await inSpan(name, work);
    end({ outcome: "done" });
    return value;
  } catch (error) {
    end({ outcome: "refused" });
    throw error;
  }
}

/** Counts committed events; signals that are no events have other topics. */
export function countEvents(signals: { topic: string }[]): void {
  const counts = new Map<string, number>();
  for (const { topic } of signals) counts.set(topic, (counts.get(topic) ?? 0) + 1);
  for (const [type, count] of counts) {
    if (EventType.safeParse(type).success) metrics().events.inc({ type }, count);
  }
}
