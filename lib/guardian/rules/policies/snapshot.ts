import type { AgentFacts, AlertFacts, BudgetFacts, SubjectKind, TaskFacts } from "@/lib/monitoring/schema";
import { type CelFacts, type FactValues, toCel } from "../../cel/environment";
import { belongingsOf, belongingsOfId, type Subject } from "./subject";

/** Everything known at one instant; a kind that could not be read is left out. */
export interface Known {
  at: Date;
  whole: Partial<Record<"queue" | "agents" | "spend", FactValues>>;
  task?: readonly TaskFacts[];
  agent?: readonly AgentFacts[];
  budget?: readonly BudgetFacts[];
  alert?: readonly AlertFacts[];
}

/** The same, as conditions are asked about it. */
export interface Snapshot {
  at: Date;
  whole: Record<string, CelFacts>;
  wholeFacts: Known["whole"];
  /** Facts of the whole that are not known. */
  missing: ReadonlySet<string>;
  /** Null: not read. */
  subjects(kind: SubjectKind): readonly Subject[] | null;
  find(kind: SubjectKind, id: string): Subject | null;
  /** Those that have this value of a fact. */
  having(kind: SubjectKind, fact: string, value: string): readonly Subject[];
  /** What live alerts of a rule are about, each with its alert. */
  alertsOf(rule: string): ReadonlyMap<string, AlertFacts>;
}

const WHOLE = ["queue", "agents", "spend"] as const;

export function toSnapshot(known: Known): Snapshot {
  const whole = WHOLE.map((kind) => [kind, toCel(kind, known.whole[kind] ?? {})] as const);
  const subjects = remembering((kind: SubjectKind) => toSubjects(kind, known));
  const byId = remembering((kind: SubjectKind) => new Map(subjects(kind)?.map((one) => [one.id, one])));
  const byValue = remembering((name: string) => groupBy(subjects(kindOf(name)) ?? [], factOf(name)));
  const alertsOf = remembering((rule: string) => {
    const alerts = (known.alert ?? []).filter((alert) => alert.rule === rule);
    return new Map<string, AlertFacts>(alerts.map((alert) => [alert.entity || alert.id, alert]));
  });
  return {
    at: known.at,
    whole: Object.fromEntries(whole.map(([kind, { cel }]) => [kind, cel])),
    wholeFacts: known.whole,
    missing: new Set(whole.flatMap(([, { missing }]) => missing)),
    subjects,
    find: (kind, id) => byId(kind).get(id) ?? null,
    having: (kind, fact, value) => byValue(`${kind}.${fact}`).get(value) ?? [],
    alertsOf,
  };
}

const kindOf = (name: string) => name.slice(0, name.indexOf(".")) as SubjectKind;
const factOf = (name: string) => name.slice(name.indexOf(".") + 1);

function toSubjects(kind: SubjectKind, known: Known): Subject[] | null {
  const rows: readonly FactValues[] | undefined = known[kind];
  if (!rows) return null;
  const tasks = kind === "alert" ? new Map(known.task?.map((task) => [task.id, task])) : null;
  return rows.map((facts) => {
    const { cel, missing } = toCel(kind, facts);
    const id = String(facts.id);
    const label = String(facts.title ?? facts.name ?? facts.rule ?? facts.scope ?? id);
    const task = tasks?.get(String(facts.entity));
    const belongings =
      kind === "alert"
        ? { ...belongingsOfId(String(facts.entity)), ...(task ? belongingsOf("task", task) : {}) }
        : belongingsOf(kind, facts);
    return { id, label, facts, cel, missing, belongings };
  });
}

function groupBy(subjects: readonly Subject[], fact: string): Map<unknown, Subject[]> {
  const groups = new Map<unknown, Subject[]>();
  for (const subject of subjects) {
    const value = subject.facts[fact];
    const group = groups.get(value);
    if (group) group.push(subject);
    else groups.set(value, [subject]);
  }
  return groups;
}

function remembering<K, V>(work: (key: K) => V): (key: K) => V {
  const known = new Map<K, V>();
  return (key) => {
    if (!known.has(key)) known.set(key, work(key));
    return known.get(key) as V;
  };
}
