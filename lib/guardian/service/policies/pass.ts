// One look at everything: which conditions hold now, and what follows. Any replica may do it at any time.
import { read, type Tx, transact } from "@/lib/platform/db/transact";
import { log } from "@/lib/platform/log";
import type { Condition } from "../../cel/condition";
import type { CompiledPolicy } from "../../rules/policies/compile";
import { type Decisions, evaluate, type Fault } from "../../rules/policies/evaluate";
import { type Snapshot, toSnapshot } from "../../rules/policies/snapshot";
import { beginMatches, endMatches, listMatches } from "../../store/policies/matches";
import { listActive, type PolicyRow } from "../../store/policies/policies";
import { compiledOf } from "./compiled";
import { tellFaults } from "./faults";
import { fire, goOnWithUnfinished } from "./fire";
import { type Asked, readKnown } from "./known";
import { listRules, type Rule, rollBack } from "./rollbacks";

/** Policies that are asked less often than every look; when each was asked last, by this replica. */
const askedAt = new Map<string, number>();

/** Asks every policy that is due, fires what follows, and takes back what has served its time. */
export async function lookAtPolicies(now: () => number = Date.now): Promise<void> {
  await goOnWithUnfinished();
  const [rows, rules] = await read(async (tx) => [await listActive(tx), await listRules(tx)] as const);
  const { compiled, broken } = compileAll(rows);
  const asked = compiled.filter((policy) => isAsked(policy, now()));
  if (asked.length + rules.length + broken.length === 0) return;
  const kinds = new Set([...asked.flatMap(kindsOf), ...rules.flatMap(kindsOfRule)]);
  const snapshot = toSnapshot(await read((tx) => readKnown(tx, kinds)));
  const names = new Set(asked.map(({ document }) => document.name));
  const matches = (await read(listMatches)).filter(({ policy }) => names.has(policy));
  const decisions = evaluate(asked, snapshot, matches);
  await note(decisions, snapshot, [...names], broken);
  await fireAll(decisions);
  await rollBack(rules, snapshot);
}

function compileAll(rows: readonly PolicyRow[]): { compiled: CompiledPolicy[]; broken: Fault[] } {
  const broken: Fault[] = [];
  const compiled = rows.flatMap((row) => {
    try {
      return [compiledOf(row)];
    } catch (error) {
      broken.push({ policy: row.name, message: error instanceof Error ? error.message : String(error) });
      return [];
    }
  });
  return { compiled, broken };
}

/** Those that ask more rarely are let out, and asked a little too early rather than a whole look too late. */
function isAsked({ document: { name, trigger } }: CompiledPolicy, nowMs: number): boolean {
  const everyMs = (trigger.every ?? 0) * 1000;
  if (everyMs > 0 && nowMs - (askedAt.get(name) ?? 0) < everyMs - 1000) return false;
  askedAt.set(name, nowMs);
  return true;
}

function kindsOf({ about, document, condition }: CompiledPolicy): Asked[] {
  const subjects: Asked[] = about === "entity" ? ["task", "agent"] : about === "whole" ? [] : [about];
  return [...subjects, ...(document.trigger.alert ? (["alert"] as const) : []), ...spendOf(condition)];
}

function kindsOfRule({ kind, condition }: Rule): Asked[] {
  return [...(kind ? [kind] : []), ...spendOf(condition)];
}

const spendOf = ({ wholeFacts }: Condition): Asked[] =>
  wholeFacts.some((fact) => fact.startsWith("spend.")) ? ["spend"] : [];

async function note(
  { begun, ended, faults }: Decisions,
  { at }: Snapshot,
  asked: readonly string[],
  broken: readonly Fault[],
): Promise<void> {
  if (begun.length + ended.length > 0) {
    await transact("policy.match", async (tx: Tx) => {
      await endMatches(tx, ended, at);
      await beginMatches(tx, begun, at);
    });
  }
  await tellFaults([...faults, ...broken], [...asked, ...broken.map(({ policy }) => policy)]);
}

async function fireAll({ due }: Decisions): Promise<void> {
  const full = new Set<string>();
  for (const one of due) {
    const { name } = one.policy.document;
    if (full.has(name)) continue;
    try {
      if ((await fire(one)) === "limited") full.add(name);
    } catch (error) {
      log().error({ err: error, policy: name, subject: one.subject.id }, "a policy could not fire");
    }
  }
}
