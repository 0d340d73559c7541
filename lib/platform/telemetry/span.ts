// Traces are optional: nothing of OpenTelemetry is loaded here. Where they are collected, start.ts puts a
// tracer in place.

export type Trace = <T>(name: string, work: () => Promise<T>) => Promise<T>;
const holder = globalThis as typeof globalThis & { omoiTrace?: Trace };

/** Runs work as a span of the request's trace, or just runs it. */
export function inSpan<T>(name: string, work: () => Promise<T>): Promise<T> {
  return holder.omoiTrace ? holder.omoiTrace(name, work) : work();
}

export function replaceTrace(trace: Trace | undefined): void {
  if (trace) holder.omoiTrace = trace;
  else delete holder.omoiTrace;
}
