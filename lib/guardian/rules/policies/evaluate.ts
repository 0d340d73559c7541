// The core of the engine: from policies, facts and what was true before to what is to be done. No clock, no database.
import type { CelView } from "../../cel/condition";
import type { FactValues } from "../../cel/environment";
import type { CompiledPolicy } from "./compile";
import type { Snapshot } from "./snapshot";
import { belongingsOfId, type Subject } from "./subject";

/** What is remembered of a policy and a subject while its condition holds. */
export interface Match {
  policy: string;
  /** Its id; empty where the policy is about the whole. */
  subject: string;
  since: Date;
  /** It has fired, and does not fire again until the condition was false. */
  firedAt: Date | null;
  /** After a refusal: when it may be tried again. */
  retryAt: Date | null;
}

export interface Due {
  policy: CompiledPolicy;
  subject: Subject;
  since: Date;
  /** By kind: what the condition was asked about. */
  facts: Record<string, FactValues>;
  alertId: string | null;
}

export interface Fault {
  policy: string;
  message: string;
}

export interface Decisions {
  begun: { policy: string; subject: string }[];
  ended: { policy: string; subject: string }[];
  due: Due[];
  /** What could not be decided; a policy with a fault does nothing. */
  faults: Fault[];
}

/** A policy that matches more than this is looked at no further: it is about the whole, or wrong. */
export const MATCHES_MAX = 500;

const WHOLE: Subject = { id: "", label: "The whole", facts: {}, cel: {}, missing: [], belongings: {} };

/** Decides for each of the policies; `matches` are those of these policies. */
export function evaluate(
  policies: readonly CompiledPolicy[],
  snapshot: Snapshot,
  matches: readonly Match[],
): Decisions {
  const decisions: Decisions = { begun: [], ended: [], due: [], faults: [] };
  const known = new Map<string, Map<string, Match>>();
  for (const match of matches) {
    const own = known.get(match.policy) ?? new Map<string, Match>();
    known.set(match.policy, own.set(match.subject, match));
  }
  for (const policy of policies) {
    const before = known.get(policy.document.name) ?? new Map<string, Match>();
    evaluateOne(policy, snapshot, before, decisions);
  }
  return decisions;
}

function evaluateOne(
  policy: CompiledPolicy,
  snapshot: Snapshot,
  before: ReadonlyMap<string, Match>,
  decisions: Decisions,
): void {
  const { name } = policy.document;
  const asked = askAll(policy, snapshot, before);
  for (const message of asked.faults) decisions.faults.push({ policy: name, message });
  if (asked.isUndecided) return;
  const held = new Set<string>();
  for (const subject of asked.holds) {
    held.add(subject.id);
    const match = before.get(subject.id);
    // An event's subjects are matches before they are asked about.
    if (!match) decisions.begun.push({ policy: name, subject: subject.id });
    const since = match?.since ?? snapshot.at;
    if (isDue(policy, match, since, snapshot.at)) {
      decisions.due.push({ policy, subject, since, ...seenBy(policy, subject, snapshot) });
    }
  }
  for (const subject of before.keys()) {
    if (!held.has(subject) && !asked.unknown.has(subject)) decisions.ended.push({ policy: name, subject });
  }
}

function isDue({ document }: CompiledPolicy, match: Match | undefined, since: Date, at: Date): boolean {
  if (match?.firedAt && !(match.retryAt && match.retryAt <= at)) return false;
  return at.getTime() - since.getTime() >= document.for * 1000;
}

interface Asked {
  holds: Subject[];
  /** Subjects that cannot be decided about: as they were, they stay. */
  unknown: Set<string>;
  faults: string[];
  /** The policy as a whole cannot be decided. */
  isUndecided: boolean;
}

function askAll(policy: CompiledPolicy, snapshot: Snapshot, before: ReadonlyMap<string, Match>): Asked {
  const { condition } = policy;
  const asked: Asked = { holds: [], unknown: new Set(), faults: [], isUndecided: false };
  const undecided = (fault: string): Asked => ({ ...asked, faults: [fault], isUndecided: true });
  const missing = condition.wholeFacts.filter((fact) => snapshot.missing.has(fact));
  if (missing.length > 0) return undecided(`Not known: ${missing.join(", ")}.`);
  const subjects = candidatesOf(policy, snapshot, before);
  if (subjects === null) return undecided(`Not known: which ${policy.about}s there are.`);
  try {
    if (!condition.testWhole(snapshot.whole)) return asked;
  } catch (error) {
    return undecided(wordsOf(error));
  }
  const view: CelView = { ...snapshot.whole };
  for (const subject of subjects) {
    if (condition.subject) view[condition.subject] = subject.cel;
    const fault = ask(policy, subject, view, asked);
    if (fault && !asked.faults.includes(fault)) asked.faults.push(fault);
    if (asked.holds.length < MATCHES_MAX) continue;
    asked.faults.push(`It matches more than ${MATCHES_MAX}: those beyond are not looked at.`);
    for (const id of before.keys()) asked.unknown.add(id);
    break;
  }
  return asked;
}

/** Asks about one; says why where it cannot be decided. */
function ask({ condition }: CompiledPolicy, subject: Subject, view: CelView, asked: Asked): string | null {
  const missing =
    subject.missing.length === 0
      ? []
      : condition.subjectFacts.filter((fact) => subject.missing.includes(fact));
  if (missing.length > 0) {
    asked.unknown.add(subject.id);
    return `Not known of ${subject.label}: ${missing.join(", ")}.`;
  }
  try {
    if (condition.testSubject(view)) asked.holds.push(subject);
    return null;
  } catch (error) {
    asked.unknown.add(subject.id);
    return `Of ${subject.label}: ${wordsOf(error)}`;
  }
}

function wordsOf(error: unknown): string {
  const { summary } = error as { summary?: unknown };
  return `It cannot be worked out: ${typeof summary === "string" ? summary : String(error)}.`;
}

/** Whom the condition is asked about; null: that is not known. */
function candidatesOf(
  policy: CompiledPolicy,
  snapshot: Snapshot,
  before: ReadonlyMap<string, Match>,
): readonly Subject[] | null {
  const { condition, document, about } = policy;
  if (about === "whole") return [WHOLE];
  if (about === "entity") return [...before.keys()].map((id) => findEntity(snapshot, id));
  const all = snapshot.subjects(about);
  if (!all) return null;
  const only = condition.only;
  const { alert: rule, event } = document.trigger;
  if (event) return [...before.keys()].flatMap((id) => snapshot.find(about, id) ?? []);
  if (rule && about === "alert") return snapshot.having("alert", "rule", rule);
  if (rule) return [...snapshot.alertsOf(rule).keys()].flatMap((id) => snapshot.find(about, id) ?? []);
  return only ? snapshot.having(about, only.fact.slice(about.length + 1), only.value) : all;
}

function findEntity(snapshot: Snapshot, id: string): Subject {
  const kind = (["task", "agent"] as const).find((one) => id.startsWith(`${one}_`));
  const found = kind ? snapshot.find(kind, id) : null;
  return found ?? { ...WHOLE, id, label: id, belongings: belongingsOfId(id) };
}

function seenBy(
  policy: CompiledPolicy,
  subject: Subject,
  snapshot: Snapshot,
): Pick<Due, "facts" | "alertId"> {
  const { condition, document, about } = policy;
  const facts: Record<string, FactValues> = {};
  for (const name of condition.wholeFacts) {
    const [kind = "", fact = ""] = name.split(".");
    const values = snapshot.wholeFacts[kind as keyof Snapshot["wholeFacts"]] ?? {};
    facts[kind] = { ...facts[kind], [fact]: values[fact] };
  }
  if (subject.id !== "" && Object.keys(subject.facts).length > 0) facts[about] = knownOf(subject.facts);
  if (about === "alert") return { facts, alertId: subject.id };
  const alert = document.trigger.alert && snapshot.alertsOf(document.trigger.alert).get(subject.id);
  return { facts, alertId: alert ? alert.id : null };
}

/** A number that is none stands for what is not known. */
function knownOf(facts: FactValues): FactValues {
  const known = Object.entries(facts).filter(
    ([, value]) => typeof value !== "number" || Number.isFinite(value),
  );
  return Object.fromEntries(known);
}
