import { Prisma } from "@/lib/generated/prisma/client";
import type { Tx } from "@/lib/platform/db/transact";
import type { EffectKind, EffectState } from "../schema";

export interface EffectRow {
  actionId: string;
  number: number;
  kind: EffectKind;
  entity: string;
  refId: string | null;
  label: string;
  state: EffectState;
  detail: string | null;
  endedAt: Date | null;
}

export type NewEffect = Pick<EffectRow, "kind" | "entity" | "label" | "state"> &
  Partial<Pick<EffectRow, "refId" | "detail">>;

const COLUMNS =
  Prisma.raw(`e.action_id AS "actionId", e.number, e.kind, e.entity, e.ref_id AS "refId", e.label, e.state,
  e.detail, e.ended_at AS "endedAt"`);

export async function insertEffects(tx: Tx, actionId: string, effects: NewEffect[]): Promise<void> {
  const data = effects.map((effect, place) => ({ ...effect, actionId, number: place + 1 }));
  await tx.guardianEffect.createMany({ data });
}

export async function listEffects(tx: Tx, actionId: string): Promise<EffectRow[]> {
  return tx.$queryRaw<EffectRow[]>`
    SELECT ${COLUMNS} FROM guardian_effects e WHERE e.action_id = ${actionId} ORDER BY e.number`;
}

/** Notes what became of an effect; false when somebody else has noted it. */
export async function endEffect(
  tx: Tx,
  effect: Pick<EffectRow, "actionId" | "number" | "state">,
  to: { state: EffectState; detail?: string | null; refId?: string | null },
): Promise<boolean> {
  const ended = await tx.$executeRaw`
    UPDATE guardian_effects SET state = ${to.state}, detail = coalesce(${to.detail ?? null}, detail),
      ref_id = coalesce(${to.refId ?? null}, ref_id),
      ended_at = CASE WHEN ${to.state} IN ('live', 'pending') THEN NULL ELSE coalesce(ended_at, now()) END
    WHERE action_id = ${effect.actionId} AND number = ${effect.number} AND state = ${effect.state}`;
  return ended === 1;
}
