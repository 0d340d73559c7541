import type { AgentFilter } from "@/lib/work/queries";
import { statusesOf } from "../prepare-overview";
import type { AgentView } from "../search-params";

/** The request behind an address; the same on the server, so that what it prefetched is found. */
export function toAgentFilter(
  { show, q, retired }: { show: AgentView | null; q: string; retired: boolean },
  project: string | undefined,
): AgentFilter {
  const status = show ? [...statusesOf(show), ...(retired ? (["retired"] as const) : [])] : undefined;
  return { project, q: q || undefined, status, includeRetired: retired };
}
