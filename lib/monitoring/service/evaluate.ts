// A pass over the alert rules: what holds is raised, what is over is resolved.
import { read, type Tx, transact } from "@/lib/platform/db/transact";
import { publishAll } from "@/lib/platform/events/service";
import { decide, type Firing, type Verdict } from "../rules/decide";
import { alertRules, RULES_FILE, ruleProblem } from "../rules/load";
import { BUILT_IN, type Ruleset } from "../rules/parse";
import * as store from "../store/conditions";
import { countByRule } from "../store/list";
import { takePass } from "../store/passes";
import { MONITOR } from "./actors";
import { escalate } from "./escalate";
import { alertEvent, raise, raiseAlert, resolve, resolveAlertsOf } from "./raise";
import { noteProblems } from "./rule-problems";
import { readWorld } from "./world";

export const EVALUATE_SECONDS = 15;
/** Live alerts of one rule: what holds for more than so many things is one thing that is wrong. */
const LIVE_OF_RULE_MAX = 200;
/** Alerts that one transaction raises; the others follow at the next look. */
const RAISED_AT_ONCE_MAX = 50;

/** Asks the rules, if it is time and no other replica does. */
export async function keepAlerts(): Promise<void> {
  if (!(await transact("alert.take", (tx) => takePass(tx, "rules", EVALUATE_SECONDS)))) return;
  await evaluateNow();
}

/** The same, whether it is time or not. Reads before it writes, so that nobody waits for the reading. */
export async function evaluateNow(rules: Ruleset = alertRules()): Promise<Verdict[]> {
  const world = await read((tx) => readWorld(tx, rules));
  const verdicts = decide(rules.rules, world);
  noteProblems(verdicts);
  const busy = await read(countByRule);
  for (const verdict of verdicts) {
    // Most rules are quiet most of the time: nothing is found, and nothing is to be ended.
    if (verdict.firing.length === 0 && !busy.has(verdict.rule.name)) continue;
    await transact("alert.rule", (tx) => apply(tx, verdict));
  }
  await transact("alert.review", (tx) => review(tx, rules));
  return verdicts;
}

/** Writes what one rule found. */
async function apply(tx: Tx, { rule, firing, undecided }: Verdict): Promise<void> {
  const seen = new Set(await store.countSeen(tx, rule, firing));
  const fresh = firing.filter(({ fingerprint }) => !seen.has(fingerprint));
  const names = fresh.map(({ fingerprint }) => fingerprint);
  const held = new Set(await store.noteHeld(tx, rule.name, names, rule.forSeconds));
  const due = fresh.filter(({ fingerprint }) => held.has(fingerprint));
  if (due.length > 0) await raiseAll(tx, rule, due);
  const all = firing.map(({ fingerprint }) => fingerprint);
  const over = await store.noteOver(tx, rule.name, all, [...undecided], rule.clearForSeconds);
  await resolve(tx, MONITOR, over, "Its condition does not hold any more.");
  if (rule.escalateAfterSeconds !== null) {
    for (const id of await store.listUnanswered(tx, rule.name, rule.escalateAfterSeconds)) {
      await escalate(tx, MONITOR, id, "Nobody has acknowledged it in time.");
    }
  }
}

async function raiseAll(tx: Tx, rule: Verdict["rule"], due: Firing[]): Promise<void> {
  const room = LIVE_OF_RULE_MAX - (await store.countLive(tx, rule.name));
  const raised = due.slice(0, Math.max(0, Math.min(room, RAISED_AT_ONCE_MAX)));
  const { name, severity, labels, routes } = rule;
  for (const firing of raised) {
    const { groupKey, fingerprint: _, ...found } = firing;
    await raise(tx, { rule: name, severity, labels, routes, ...found }, { isByRule: true, groupKey });
  }
  await store.forgetHeld(
    tx,
    raised.map(({ fingerprint }) => fingerprint),
  );
}

/** What no rule says: silences end, alerts of rules that are gone do too, and a broken file is itself an alert. */
async function review(tx: Tx, { rules }: Ruleset): Promise<void> {
  const known = [...rules.map(({ name }) => name), BUILT_IN.anomaly];
  await resolve(tx, MONITOR, await store.listOrphans(tx, known), "Its rule is not in the file any more.");
  const awake = (await store.endSilences(tx)).filter(({ state }) => state === "raised");
  await publishAll(
    tx,
    MONITOR,
    awake.map((row) => alertEvent("alert.raised", row, { isSilenceOver: true })),
  );
  await reviewFile(tx, ruleProblem());
}

async function reviewFile(tx: Tx, problem: string | null): Promise<void> {
  if (problem === null) {
    await resolveAlertsOf(tx, BUILT_IN.brokenFile, null, "The file is in order again.");
    return;
  }
  await raiseAlert(tx, {
    rule: BUILT_IN.brokenFile,
    severity: "warning",
    title: `${RULES_FILE} is broken; the rules before stay in force.`,
    entity: null,
    projectId: null,
    facts: { problem },
  });
}
