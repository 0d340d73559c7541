// Asks the rules of the facts: what each of them finds wrong now.
import type { RuleSubject } from "../schema";
import { factsOf, holds, type Lookup } from "./condition";
import { fingerprintOf } from "./fingerprint";
import type { Rule } from "./parse";
import { fillTitle } from "./title";
import { type FactsOf, GAUGE, type Value } from "./vocabulary";

export interface Subject {
  id: string;
  projectId: string | null;
  facts: FactsOf;
}

/** All that rules may ask at one instant. */
export interface World {
  whole: Readonly<Record<string, FactsOf>>;
  subjects: Readonly<Partial<Record<RuleSubject, readonly Subject[]>>>;
  /** A gauge as it was sampled last, summed over the courses with these labels; undefined: it is not known. */
  gauge: (name: string, labels?: Record<string, string>) => number | undefined;
}

export interface Firing {
  fingerprint: string;
  groupKey: string;
  title: string;
  entity: string | null;
  projectId: string | null;
  facts: Record<string, Value>;
}

export interface Verdict {
  rule: Rule;
  firing: Firing[];
  /** Fingerprints of which nothing follows now: a fact is missing, or it is not far enough from where it began. */
  undecided: Set<string>;
  problem: string | null;
}

const NOTHING: Subject = { id: "", projectId: null, facts: {} };

export function decide(rules: readonly Rule[], world: World): Verdict[] {
  return rules.map((rule) => decideOne(rule, world));
}

function decideOne(rule: Rule, world: World): Verdict {
  const verdict: Verdict = { rule, firing: [], undecided: new Set(), problem: null };
  const subjects = rule.subject === "whole" ? [NOTHING] : (world.subjects[rule.subject] ?? []);
  for (const subject of subjects) {
    const look = lookupIn(world, rule.subject, subject);
    const held = holds(rule.when, look);
    if (held === true) {
      verdict.firing.push(toFiring(rule, subject, look, world));
      continue;
    }
    if (held === null) verdict.problem = missing(rule, look);
    if (held === null || (rule.clear !== null && holds(rule.clear, look) !== true)) {
      verdict.undecided.add(nameOf(rule, subject));
    }
  }
  return verdict;
}

function lookupIn({ whole, gauge }: World, kind: RuleSubject, subject: Subject): Lookup {
  return (name, labels) => {
    if (GAUGE.test(name)) return gauge(name, labels);
    const [group = "", fact = ""] = name.split(".");
    return group === kind ? subject.facts[fact] : whole[group]?.[fact];
  };
}

function nameOf({ name: rule, labels }: Rule, { id }: Subject): string {
  return fingerprintOf({ rule, entity: id || null, labels });
}

function toFiring(rule: Rule, subject: Subject, look: Lookup, world: World): Firing {
  const fingerprint = nameOf(rule, subject);
  const place = rule.groupBy.map((name) => `${name}=${look(name) ?? ""}`);
  return {
    fingerprint,
    groupKey: `${rule.name} ${place.length > 0 ? place.join(" ") : fingerprint}`.slice(0, 400),
    title: fillTitle(rule.title, look),
    entity: subject.id || null,
    projectId: subject.projectId,
    facts: factsToShow(rule, subject, look, world),
  };
}

/** Everything about the thing itself, and of the rest what the rule compares. */
function factsToShow(rule: Rule, { facts }: Subject, look: Lookup, { whole }: World): Record<string, Value> {
  const own = Object.entries(facts).map(([name, value]) => [`${rule.subject}.${name}`, value] as const);
  const named = factsOf(rule.when)
    .filter((name) => GAUGE.test(name) || (name.split(".")[0] ?? "") in whole)
    .flatMap((name) => {
      const value = look(name);
      return value === undefined ? [] : [[name, value] as const];
    });
  return Object.fromEntries([...own, ...named]);
}

function missing(rule: Rule, look: Lookup): string {
  const names = factsOf(rule.when).filter((name) => look(name) === undefined);
  return `Not known now: ${[...new Set(names)].join(", ")}. Nothing follows from this rule until it is.`;
}
