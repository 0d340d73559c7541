import type { ReadableStream } from "node:stream/web";
import { ApiError, ConnectionError } from "@/lib/client/http";
import { Problem } from "@/lib/platform/schema";
import type { Connection } from "../command";

/** Asks for the whole chain as a stream. Throws the API's refusal. */
export async function requestExport({ url, key }: Connection, signal: AbortSignal): Promise<ReadableStream> {
  const headers = { authorization: `Bearer ${key}` };
  const response = await fetch(`${url}/api/v1/guardian/audit/export`, { headers, signal }).catch(
    (cause: unknown) => {
      if (signal.aborted) throw cause;
      throw new ConnectionError("The control room could not be reached.", { cause });
    },
  );
  if (response.ok && response.body) return response.body as ReadableStream;
  const problem = Problem.safeParse(await response.json().catch(() => null));
  if (problem.success) throw new ApiError(problem.data);
  throw new ConnectionError(`The control room answered ${response.status} without an export.`);
}
