import type { SubjectKind } from "@/lib/monitoring/schema";
import { runStatement, type Tx, transact } from "@/lib/platform/db/transact";
import { AppError } from "@/lib/platform/errors";
import { log } from "@/lib/platform/log";
import { type Condition, compileCondition } from "../../cel/condition";
import { decideRollback } from "../../rules/policies/rollback";
import type { Snapshot } from "../../rules/policies/snapshot";
import { listFiringsOf, markRolledBack } from "../../store/policies/firings";
import { listRollbacks, noteRollback, policyActor } from "../by-policy";
import { revertAction } from "../revert";

/** An executed action that ends once its condition has held for long enough. */
export interface Rule {
  actionId: string;
  condition: Condition;
  keepForSeconds: number;
  holdsSince: Date | null;
  policy: string;
  firingId: string;
  subject: string;
  /** What the condition is asked of; null: the whole. */
  kind: SubjectKind | null;
}

/** What waits to be taken back, newest first. */
export async function listRules(tx: Tx): Promise<Rule[]> {
  const waiting = await listRollbacks(tx);
  if (waiting.length === 0) return [];
  const firings = await listFiringsOf(
    tx,
    waiting.map(({ id }) => id),
  );
  const byAction = new Map(firings.map((firing) => [firing.actionId, firing]));
  const rules = waiting.flatMap(({ id, when, keepForSeconds, holdsSince }) => {
    const firing = byAction.get(id);
    const condition = firing && compiled(when, id);
    if (!condition) return [];
    const { policy, subject } = firing;
    return [
      {
        actionId: id,
        condition,
        keepForSeconds,
        holdsSince,
        policy,
        firingId: firing.id,
        subject,
        kind: condition.subject,
      },
    ];
  });
  return rules.sort((a, b) => (a.actionId < b.actionId ? 1 : -1));
}

/** A rule that cannot be read any more leaves its action to end by itself. */
function compiled(when: string, action: string): Condition | null {
  try {
    return compileCondition(when);
  } catch (error) {
    log().error({ err: error, action }, "a rollback rule cannot be read");
    return null;
  }
}

/** Takes back what has served its time, newest first. What cannot be decided stays until it ends by itself. */
export async function rollBack(rules: readonly Rule[], snapshot: Snapshot): Promise<void> {
  for (const rule of rules) {
    try {
      await advance(rule, snapshot);
    } catch (error) {
      // Another replica was first, or a person has it in hand.
      if (error instanceof AppError) continue;
      log().error(
        { err: error, action: rule.actionId, policy: rule.policy },
        "a rollback failed; it is tried again",
      );
    }
  }
}

async function advance(rule: Rule, snapshot: Snapshot): Promise<void> {
  const step = decideRollback(rule, holdsNow(rule, snapshot), snapshot.at);
  if (step === "wait") return;
  if (step !== "revert") {
    const since = step === "begin" ? snapshot.at : null;
    await transact("policy.rollback", (tx) => noteRollback(tx, rule.actionId, since));
    return;
  }
  const held = `${rule.condition.text} has held for ${rule.keepForSeconds} s.`;
  await revertAction(policyActor(rule.policy, null), rule.actionId, { reason: held, newTask: false });
  await runStatement("policy.rolled_back", (tx) => markRolledBack(tx, rule.firingId));
}

/** Null: a fact is not known, or what it was about is gone. */
function holdsNow({ condition, kind, subject }: Rule, snapshot: Snapshot): boolean | null {
  if (condition.wholeFacts.some((fact) => snapshot.missing.has(fact))) return null;
  const found = kind ? snapshot.find(kind, subject) : null;
  if (kind && !found) return null;
  if (found && condition.subjectFacts.some((fact) => found.missing.includes(fact))) return null;
  try {
    const view = { ...snapshot.whole, ...(kind && found ? { [kind]: found.cel } : {}) };
    return condition.testWhole(view) && condition.testSubject(view);
  } catch {
    return null;
  }
}
