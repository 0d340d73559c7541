import { Prisma } from "@/lib/generated/prisma/client";
import type { Tx } from "@/lib/platform/db/transact";
import type { ActionRow } from "./action-rows";

export type Proposal = Pick<
  ActionRow,
  "id" | "actionType" | "targetLabel" | "initiatedByName" | "approvalExpiresAt"
>;

export interface WaitingApprovals {
  waiting: number;
  nextExpiresAt: Date | null;
  /** The newest that somebody else asked for: one's own key is oneself. */
  newest: Proposal | null;
}

/** Proposals that can still be decided, of one project alone where one is named. */
export async function findWaiting(
  tx: Tx,
  { project, but }: { project: string | null; but: string },
): Promise<WaitingApprovals> {
  const waits = Prisma.sql`x.status = 'proposed' AND x.approval_expires_at > now()
    AND (${project}::text IS NULL OR x.project_id = ${project})`;
  const [counted] = await tx.$queryRaw<[{ waiting: number; nextExpiresAt: Date | null }]>`
    SELECT count(*)::int AS waiting, min(x.approval_expires_at) AS "nextExpiresAt"
    FROM guardian_actions x WHERE ${waits}`;
  if (counted.waiting === 0) return { ...counted, newest: null };
  const [newest] = await tx.$queryRaw<Proposal[]>`
    SELECT x.id, x.action_type AS "actionType", x.target_label AS "targetLabel",
      x.initiated_by_name AS "initiatedByName", x.approval_expires_at AS "approvalExpiresAt"
    FROM guardian_actions x WHERE ${waits} AND x.initiated_by <> ${but}
      AND NOT EXISTS (SELECT 1 FROM access_keys k WHERE k.id = x.initiated_by AND k.created_by = ${but})
    ORDER BY x.id DESC LIMIT 1`;
  return { ...counted, newest: newest ?? null };
}
