import { AsyncLocalStorage } from "node:async_hooks";

export interface RequestContext {
  requestId: string;
  /** Time so far that it waited for something to happen and did no work. */
  waitedMs?: number;
  /** Set when the caller sent an Idempotency-Key: the first transaction of the request claims it. */
  idempotency?: { actor: string; key: string; requestHash: string };
}

// Routes, pages and instrumentation are separate bundles: only globalThis is one.
const holder = globalThis as typeof globalThis & { omoiContext?: AsyncLocalStorage<RequestContext> };
holder.omoiContext ??= new AsyncLocalStorage<RequestContext>();
const storage = holder.omoiContext;

export function runInRequest<T>(context: RequestContext, work: () => T): T {
  return storage.run(context, work);
}

export function currentRequest(): RequestContext | undefined {
  return storage.getStore();
}

/** Runs work whose transaction is not the request's own result, so that it must not claim the Idempotency-Key. */
export function withoutIdempotency<T>(work: () => T): T {
  const context = currentRequest();
  return context ? storage.run({ requestId: context.requestId }, work) : work();
}
