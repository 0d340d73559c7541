// What the pages ask for; the server prefetches the same.
import type { ActionFilter } from "@/lib/guardian/queries";

export function proposedFilter(project: string | undefined): ActionFilter {
  return { project, status: ["proposed"] };
}

export function inForceFilter(project: string | undefined): ActionFilter {
  return { project, inForce: true };
}

export function unreviewedFilter(project: string | undefined): ActionFilter {
  return { project, unreviewed: true };
}
