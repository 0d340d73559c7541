import type { SubjectKind } from "@/lib/monitoring/schema";
import { runStatement, type Tx, transact } from "@/lib/platform/db/transact";
import { AppError } from "@/lib/platform/errors";
import { log } from "@/lib/platform/log";
import { type Condition, compileCondition } from "../../cel/condition";
import { decideRollback } from "../../rules/policies/rollback";
import type { Snapshot } from "../../rules/policies/snapshot";
import { listFiringsOf, markRolledBack } from "../../store/policies/firings";
import type { Rollback } from "../../store/rollbacks";
import { listRollbacks, noteRollback, policyActor } from "../by-policy";
import { revertAction } from "../revert";
import { readOver } from "./over";

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
  /** It is of no use once its subject is over. */
  endsWithSubject: boolean;
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
  const rules = waiting.flatMap(({ id, when, keepForSeconds, holdsSince, ...done }) => {
    const firing = byAction.get(id);
    const condition = firing && compiled(when, id);
    if (!condition) return [];
    const { policy, subject } = firing;
    const kind = condition.subject;
    return [
      {
        actionId: id,
        condition,
        keepForSeconds,
        holdsSince,
        policy,
        firingId: firing.id,
        subject,
        kind,
        endsWithSubject: endsWith(kind, subject, done),
      },
    ];
  });
  return rules.sort((a, b) => (a.actionId < b.actionId ? 1 : -1));
}

/**
 * What speaks of the whole alone outlasts every subject. A task that was cancelled is over by that. An agent that retires
 * may come back under its name, or has another in its place: what was done to it stays.
 */
function endsWith(
  kind: SubjectKind | null,
  subject: string,
  { actionType, target }: Pick<Rollback, "actionType" | "target">,
): boolean {
  return kind !== null && actionType !== "cancel_task" && (kind !== "agent" || target !== subject);
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
  const over = await readOver(rules.flatMap((rule) => goneOf(rule, snapshot)));
  for (const rule of rules) {
    try {
      await advance(rule, snapshot, over);
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

/** The rule's subject, where it is not among those that live. */
function goneOf({ kind, subject, endsWithSubject }: Rule, snapshot: Snapshot) {
  return kind && endsWithSubject && !snapshot.find(kind, subject) ? [{ kind, subject }] : [];
}

type Over = ReadonlyMap<string, string>;

async function advance(rule: Rule, snapshot: Snapshot, over: Over): Promise<void> {
  const step = decideRollback(rule, holdsNow(rule, snapshot, over), snapshot.at);
  if (step === "wait") return;
  if (step !== "revert") {
    const since = step === "begin" ? snapshot.at : null;
    await transact("policy.rollback", (tx) => noteRollback(tx, rule.actionId, since));
    return;
  }
  const reason = wordsFor(rule, over);
  await revertAction(policyActor(rule.policy, null), rule.actionId, { reason, newTask: false });
  await runStatement("policy.rolled_back", (tx) => markRolledBack(tx, rule.firingId));
}

function wordsFor({ condition, keepForSeconds, subject, endsWithSubject }: Rule, over: Over): string {
  const ended = endsWithSubject && over.get(subject);
  if (ended) return `What it was done for is over: ${ended}.`;
  return `${condition.text} has held for ${keepForSeconds} s.`;
}

/** Null: a fact is not known. Of what is over, only what the condition says of the whole is asked. */
function holdsNow(rule: Rule, snapshot: Snapshot, over: Over): boolean | null {
  const { condition, kind, subject } = rule;
  if (condition.wholeFacts.some((fact) => snapshot.missing.has(fact))) return null;
  const found = kind ? snapshot.find(kind, subject) : null;
  const isOver = !found && rule.endsWithSubject && over.has(subject);
  if (kind && !found && !isOver) return null;
  if (found && condition.subjectFacts.some((fact) => found.missing.includes(fact))) return null;
  try {
    const view = { ...snapshot.whole, ...(kind && found ? { [kind]: found.cel } : {}) };
    return condition.testWhole(view) && (isOver || condition.testSubject(view));
  } catch {
    return null;
  }
}
