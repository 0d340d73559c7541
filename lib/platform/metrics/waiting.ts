import { currentRequest } from "../context";
import { metrics } from "./registry";

/** Counts a long poll as open while `work` runs. */
export async function asLongPoll<T>(work: () => Promise<T>): Promise<T> {
  const { longPolls } = metrics();
  longPolls.inc();
  try {
    return await work();
  } finally {
    longPolls.dec();
  }
}

/** Waits, and notes in the request that this time was spent waiting and not working. */
export async function waited(wake: Promise<void>): Promise<void> {
  const started = performance.now();
  await wake;
  const request = currentRequest();
  if (request) request.waitedMs = (request.waitedMs ?? 0) + performance.now() - started;
}
