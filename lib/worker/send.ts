// One request to the control room, with an end: a reply, an error, or its time limit.
import type { z } from "zod";
import { type ApiCall, ConnectionError } from "@/lib/client/http";

interface SendOptions {
  method?: "POST" | "PUT";
  signal?: AbortSignal;
  /** What the reply may take beyond the usual limit. */
  waitMs?: number;
  idempotencyKey?: string;
}
export type Send = <T>(path: string, body: unknown, reply: z.ZodType<T>, options: SendOptions) => Promise<T>;

export function createSend(call: ApiCall, requestTimeoutMs: number): Send {
  return (path, body, reply, { method = "POST", signal, waitMs = 0, idempotencyKey }) => {
    const request = { method, path, body, reply, ...(idempotencyKey ? { idempotencyKey } : {}) } as const;
    return within(requestTimeoutMs + waitMs, signal, (limit) => call({ ...request, signal: limit }));
  };
}

// Not AbortSignal.any over AbortSignal.timeout: Node 20 can collect such a composed signal before it fires.
async function within<T>(
  ms: number,
  signal: AbortSignal | undefined,
  send: (limit: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const abort = () => controller.abort();
  if (signal?.aborted) abort();
  signal?.addEventListener("abort", abort, { once: true });
  const timer = setTimeout(abort, ms);
  try {
    return await send(controller.signal);
  } catch (error) {
    if (!signal?.aborted && controller.signal.aborted) {
      throw new ConnectionError(`No reply within ${Math.round(ms / 1000)} s.`, { cause: error });
    }
    throw error;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", abort);
  }
}
