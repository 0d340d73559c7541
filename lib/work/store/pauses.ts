import { Prisma } from "@/lib/generated/prisma/client";
import type { Tx } from "@/lib/platform/db/transact";
import { LIVE_HOLDS } from "./holds";

export interface PauseRow {
  id: string;
  owner: string;
  ownerName: string;
  /** null: all work. */
  projectId: string | null;
  projectName: string | null;
  reason: string;
  expiresAt: Date | null;
}

/** As `wholeOf` has it: under such a hold nothing is claimed, in a project or anywhere. */
const STOPS_WHOLE = Prisma.sql`(h.scope_kind IN ('all', 'project')
  OR (h.scope_kind = 'priority_at_most' AND h.scope_target = 'CRITICAL'))`;

/** The widest live hold that stops all work or a whole project, of these the one that lasts longest, and how many there are. */
export async function findPause(
  tx: Tx,
  project: string | undefined,
): Promise<{ count: number; widest: PauseRow | null }> {
  const [found] = await tx.$queryRaw<(PauseRow & { count: number })[]>`
    SELECT (count(*) OVER ())::int AS count, h.id, h.owner, h.owner_name AS "ownerName", h.project_id AS "projectId",
      (SELECT name FROM projects p WHERE p.id = h.project_id) AS "projectName", h.reason, h.expires_at AS "expiresAt"
    FROM ${LIVE_HOLDS} AND ${STOPS_WHOLE}
      AND (${project ?? null}::text IS NULL OR h.project_id IS NULL OR h.project_id = ${project ?? null})
    ORDER BY h.project_id IS NULL DESC, h.expires_at DESC NULLS FIRST, h.id LIMIT 1`;
  if (!found) return { count: 0, widest: null };
  const { count, ...widest } = found;
  return { count, widest };
}
