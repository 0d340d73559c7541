/** When something is taken back: its condition must have held all along for so long. */
interface RollbackRule {
  keepForSeconds: number;
  holdsSince: Date | null;
}

export type RollbackStep = "wait" | "begin" | "clear" | "revert";

/** `holds` null: not known, and then nothing is taken back, and the time begins anew. */
export function decideRollback(rule: RollbackRule, holds: boolean | null, now: Date): RollbackStep {
  if (!holds) return rule.holdsSince ? "clear" : "wait";
  if (!rule.holdsSince) return rule.keepForSeconds === 0 ? "revert" : "begin";
  const heldMs = now.getTime() - rule.holdsSince.getTime();
  return heldMs >= rule.keepForSeconds * 1000 ? "revert" : "wait";
}
