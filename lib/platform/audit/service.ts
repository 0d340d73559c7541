import type { Actor } from "../auth/actor";
import type { Tx } from "../db/transact";
import { newId } from "../ids";
import { toCanonicalText } from "./canonical";

export interface NewAuditEntry {
  actor: Pick<Actor, "id" | "name">;
  /** What was done, for example `task.cancel`. */
  act: string;
  /** The id of what it was done to. */
  entity: string;
  projectId: string | null;
  reason?: string;
  detail?: Record<string, unknown>;
}

/**
 * Records an act of governance in the caller's transaction. At its commit the database links the entry to the chain
 * of all before it; the table refuses every later change.
 */
export async function append(tx: Tx, entry: NewAuditEntry): Promise<void> {
  await tx.auditEntry.create({
    data: {
      id: newId("aud"),
      actor: entry.actor.id,
      actorName: entry.actor.name,
      act: entry.act,
      entity: entry.entity,
      projectId: entry.projectId,
      reason: entry.reason ?? null,
      detail: toCanonicalText(entry.detail ?? {}),
    },
    select: { seq: true },
  });
}
