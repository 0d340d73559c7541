// Alert rules from the text of their file, checked whole: what names a fact names one that there is.
import { createHash } from "node:crypto";
import { readYaml, refuseYaml } from "@/lib/platform/yaml-file";
import type { RemedyKind, RuleSubject, Severity } from "../schema";
import { COMPARISONS, type ComparisonName, type Condition, factsOf } from "./condition";
import { AlertRulesFile, type WrittenAnomalies, type WrittenCondition, type WrittenRule } from "./rule-file";
import { placesIn } from "./title";
import { GAUGE, isNumeric, namesFor, typeOf, type Value } from "./vocabulary";

export interface Rule {
  name: string;
  title: string;
  subject: RuleSubject;
  when: Condition;
  /** Below or above which it is over, where that is not where it begins. */
  clear: Condition | null;
  forSeconds: number;
  clearForSeconds: number;
  severity: Severity;
  labels: Record<string, string>;
  routes: string[];
  groupBy: string[];
  remedies: RemedyKind[];
  coolDownSeconds: number;
  /** How long an agent is put aside whose host is asked for another. */
  asideSeconds: number;
  /** Raised for so long and acknowledged by nobody, it is escalated. */
  escalateAfterSeconds: number | null;
  line: number;
}

export interface Ruleset {
  rules: Rule[];
  anomalies: WrittenAnomalies;
  /** Digest of what is meant, so that a comment makes no new version. */
  version: string;
}

/** Names that rules cannot have: parts of the system raise alerts under them. */
export const BUILT_IN = { anomaly: "anomaly", brokenFile: "alert_rules_broken" } as const;

/** The names that alerts are sent to, each once. */
export function routesOf({ rules, anomalies }: Ruleset): string[] {
  return [...new Set([...rules.flatMap(({ routes }) => routes), ...anomalies.routes])].sort();
}

type Path = (string | number)[];
type Refuse = (path: Path, detail: string) => Error;

/** Throws one error that names file, line, key and reason. */
export function parseRules(text: string, file: string): Ruleset {
  const reading = readYaml(AlertRulesFile, text);
  if (reading.value === null) throw refuseYaml(file, reading.faults[0]);
  const { faultAt } = reading;
  const refuse: Refuse = (path, detail) => refuseYaml(file, faultAt(path, detail));
  const written = reading.value.rules ?? [];
  const rules = written.map((rule, index) => {
    const path = ["rules", index];
    const earlier = written.findIndex(({ name }) => name === rule.name);
    if (earlier < index) throw refuse([...path, "name"], `There is a rule ${rule.name} above already.`);
    if (Object.values<string>(BUILT_IN).includes(rule.name)) {
      throw refuse([...path, "name"], "This name is taken by the system's own alerts.");
    }
    return toRule(rule, path, refuse, faultAt([...path, "name"], "").line);
  });
  const anomalies = reading.value.anomalies ?? { severity: "warning", routes: [], metrics: [] };
  const meant = JSON.stringify([rules.map(({ line: _, ...rule }) => rule), anomalies]);
  return { rules, anomalies, version: createHash("sha256").update(meant).digest("hex").slice(0, 12) };
}

function toRule(rule: WrittenRule, path: Path, refuse: Refuse, line: number): Rule {
  const subject = rule.each ?? "whole";
  const fail: Refuse = (own, detail) => refuse([...path, ...own], detail);
  const when = toCondition(rule.when, ["when"], subject, fail);
  for (const [key, names] of [
    ["title", placesIn(rule.title)],
    ["group_by", rule.group_by],
  ] as const) {
    const unknown = names.find((name) => typeOf(name, subject) === null);
    if (unknown !== undefined) throw fail([key], unknownFact(unknown, subject));
  }
  requireRemedies(rule, subject, fail);
  return {
    name: rule.name,
    title: rule.title,
    subject,
    when,
    clear: toClear(rule, when, fail),
    forSeconds: rule.for,
    clearForSeconds: rule.clear_for,
    severity: rule.severity,
    labels: rule.labels,
    routes: rule.routes,
    groupBy: rule.group_by,
    remedies: rule.remedies,
    coolDownSeconds: rule.cool_down,
    asideSeconds: rule.aside_for,
    escalateAfterSeconds: rule.escalate_after ?? null,
    line,
  };
}

function toCondition(written: WrittenCondition, path: Path, subject: RuleSubject, fail: Refuse): Condition {
  const parts = (key: "all" | "any") =>
    (written[key] ?? []).map((part, index) => toCondition(part, [...path, key, index], subject, fail));
  if (written.all) return { all: parts("all") };
  if (written.any) return { any: parts("any") };
  const { metric = "", labels, times } = written;
  const op = COMPARISONS.find((name) => written[name] !== undefined) ?? "is";
  const value = written[op] as Value;
  const type = typeOf(metric, subject);
  if (type === null) throw fail([...path, "metric"], unknownFact(metric, subject));
  if (labels && !GAUGE.test(metric)) throw fail([...path, "labels"], "Only gauges (omoios_…) have labels.");
  const misfit = misfitOf(op, value, isNumeric(type) ? "number" : type === "bool" ? "boolean" : "string");
  if (misfit) throw fail([...path, op], `${metric} ${misfit}`);
  if (times !== undefined && !(typeof value === "number" && isNumeric(typeOf(times, subject)))) {
    throw fail([...path, "times"], "Must be the name of a fact that is a number, beside a number.");
  }
  return { metric, op, value, ...(labels ? { labels } : {}), ...(times === undefined ? {} : { times }) };
}

function misfitOf(op: ComparisonName, value: Value, wanted: "number" | "boolean" | "string"): string | null {
  const words = { number: "a number", boolean: "true or false", string: "a text" };
  if (typeof value !== wanted && (op === "is" || op === "is_not")) return `is ${words[wanted]}.`;
  if (typeof value !== wanted) return `is ${words[wanted]}: only is and is_not compare it.`;
  return null;
}

function unknownFact(name: string, subject: RuleSubject): string {
  const kinds = [...new Set(namesFor(subject).map((known) => known.split(".")[0]))].join(", ");
  return `There is no fact ${name} here; a rule ${
    subject === "whole" ? "without each" : `for each ${subject}`
  } knows those of ${kinds}, and gauges (omoios_…).`;
}

/** Hysteresis is for a single comparison, on the side where the alert ends. */
function toClear(rule: WrittenRule, when: Condition, fail: Refuse): Condition | null {
  for (const [key, begins, op, isBeyond] of [
    ["clear_below", ["above", "at_least"], "below", (limit: number, from: number) => limit <= from],
    ["clear_above", ["below", "at_most"], "above", (limit: number, from: number) => limit >= from],
  ] as const) {
    const limit = rule[key];
    if (limit === undefined) continue;
    const isOne = "metric" in when && (begins as readonly string[]).includes(when.op);
    if (!isOne) throw fail([key], `Needs a condition that is one comparison with ${begins.join(" or ")}.`);
    if (!isBeyond(limit, Number(when.value))) {
      throw fail([key], `Must be ${op === "below" ? "at most" : "at least"} ${when.value}, where it begins.`);
    }
    return { ...when, op, value: limit };
  }
  return null;
}

function requireRemedies({ remedies }: WrittenRule, subject: RuleSubject, fail: Refuse): void {
  if (remedies.length === 0) return;
  const able: Record<string, RemedyKind[]> = {
    task: ["release_claims", "fail_over", "restart_agent"],
    agent: ["release_claims", "restart_agent"],
  };
  const index = remedies.findIndex((kind) => !able[subject]?.includes(kind));
  if (index < 0) return;
  const kinds = able[subject]?.join(", ") ?? "none: only rules for each task or agent have remedies";
  throw fail(["remedies", index], `Must be one that can be tried here: ${kinds}.`);
}

/** Whether any rule is asked for each thing of this kind. */
export function needs({ rules }: Ruleset, subject: RuleSubject): boolean {
  return rules.some((rule) => rule.subject === subject);
}

/** Gauges that rules compare. */
export function gaugesIn({ rules }: Ruleset): string[] {
  return [...new Set(rules.flatMap(({ when }) => factsOf(when)).filter((name) => GAUGE.test(name)))];
}
