import type { AgentFilter } from "@/lib/work/queries";

/** The request behind an address; the same on the server, so that what it prefetched is found. */
export function toAgentFilter(
  { q, retired }: { q: string; retired: boolean },
  project: string | undefined,
): AgentFilter {
  return { project, q: q || undefined, includeRetired: retired };
}
