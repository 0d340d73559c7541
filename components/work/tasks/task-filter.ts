import type { TaskFilter } from "@/lib/work/queries";

/** The request behind an address; the same on the server, so that what it prefetched is found. */
export function toTaskFilter(
  params: { q: string; agent: string | null },
  project: string | undefined,
): Omit<TaskFilter, "state"> {
  return { project, agent: params.agent ?? undefined, q: params.q || undefined };
}
