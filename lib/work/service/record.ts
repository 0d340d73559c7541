import * as audit from "@/lib/platform/audit/service";
import type { Actor } from "@/lib/platform/auth/actor";
import type { Tx } from "@/lib/platform/db/transact";
import type { EventType } from "@/lib/platform/events/schema";
import { publish } from "@/lib/platform/events/service";

/** The act's words in the audit trail and in events. */
interface Act {
  type: EventType;
  entity: string;
  projectId: string | null;
  reason?: string | undefined;
  detail: Record<string, unknown>;
}

/** The audit entry and the event of one act, which say the same. */
export async function recordAct(tx: Tx, actor: Actor, { type, entity, projectId, reason, detail }: Act) {
  await audit.append(tx, { actor, act: type, entity, projectId, ...(reason ? { reason } : {}), detail });
  await publish(tx, actor, {
    type,
    entity,
    projectId,
    payload: { ...detail, ...(reason ? { reason } : {}) },
  });
}
