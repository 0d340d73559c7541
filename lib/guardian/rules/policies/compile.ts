import { createHash } from "node:crypto";
import { newId } from "@/lib/platform/ids";
import { readYaml, type YamlFault } from "@/lib/platform/yaml-file";
import { ConditionError } from "../../cel/allowed";
import { type Condition, compileCondition } from "../../cel/condition";
import { type PolicyAct, PolicyDocument } from "../../schema";
import { resolveAct, Unresolved } from "./resolve";
import { type Belongings, PARTS_OF } from "./subject";

/** A policy whose text was read and checked. */
export interface CompiledPolicy {
  /** Of the canonical text. */
  hash: string;
  document: PolicyDocument;
  condition: Condition;
  rollback: Condition | null;
  /** What it fires about: a kind, whatever an event names, or the whole. */
  about: keyof typeof PARTS_OF;
}

export type Compiled = { policy: CompiledPolicy } | { faults: [YamlFault, ...YamlFault[]] };

/** As it is kept and hashed: line ends and blanks at the end of lines make no new version. */
export function canonicalText(text: string): string {
  const lines = text.replace(/\r\n?/g, "\n").split("\n");
  return `${lines
    .map((line) => line.trimEnd())
    .join("\n")
    .trim()}\n`;
}

export function hashOf(text: string): string {
  return createHash("sha256").update(canonicalText(text)).digest("hex");
}

/**
 * Reads and checks a policy's text: its shape, the types of its conditions, and what its actions mean. Of a policy
 * that is there already, the name too.
 */
export function compilePolicy(text: string, name?: string): Compiled {
  const reading = readYaml(PolicyDocument, text);
  if (reading.value === null) return { faults: reading.faults };
  const { policy: document } = reading.value;
  const faults: YamlFault[] = [];
  const check = <T>(path: PropertyKey[], work: () => T): T | null => {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof ConditionError || error instanceof Unresolved)) throw error;
      const part = error instanceof ConditionError ? error : undefined;
      faults.push(reading.faultAt(["policy", ...path], error.message, part));
      return null;
    }
  };
  if (name !== undefined && document.name !== name) {
    const message = `Is ${document.name}, and must be ${name}: a policy keeps its name.`;
    faults.push(reading.faultAt(["policy", "name"], message));
  }
  const condition = check(["when"], () => compileCondition(document.when));
  const { when } = document.rollback;
  const rollback = when === undefined ? null : check(["rollback", "when"], () => compileCondition(when));
  const about = aboutOf(document, condition);
  // What it is about is known by its condition: without one, each `subject` would be a fault, too.
  if (condition) {
    document.actions.forEach((act, index) => {
      check(["actions", index], () => resolveAct(act, sampleOf(about, act)));
    });
    check(["rollback", "when"], () => refuseOtherSubject(rollback, about));
  }
  const [first, ...more] = faults;
  if (first) return { faults: [first, ...more] };
  if (!condition) throw new Error("A condition was refused without a fault.");
  return { policy: { hash: hashOf(text), document, condition, rollback, about } };
}

function aboutOf({ trigger }: PolicyDocument, condition: Condition | null): CompiledPolicy["about"] {
  if (condition?.subject) return condition.subject;
  if (trigger.alert) return "alert";
  return trigger.event ? "entity" : "whole";
}

const SAMPLES: Required<Belongings> = {
  task: newId("task"),
  ticket: newId("tkt"),
  project: newId("prj"),
  phase: "A_PHASE",
  agent: newId("agent"),
  host: newId("host"),
};

/** Anything of the kind: to find what could never be carried out when the text is read, and not in a crisis. */
function sampleOf(about: CompiledPolicy["about"], act: PolicyAct): Belongings {
  if (about === "whole" && act.type === "reallocate" && act.to === undefined) {
    throw new Unresolved("Say with `to` whom the slots serve: the condition is about the whole.");
  }
  return Object.fromEntries(PARTS_OF[about].map((part) => [part, SAMPLES[part]]));
}

function refuseOtherSubject(rollback: Condition | null, about: CompiledPolicy["about"]): void {
  if (!rollback?.subject || rollback.subject === about) return;
  const whole = { start: 0, end: rollback.text.length };
  const detail = `Speaks of ${rollback.subject}, and the policy is about ${about === "whole" ? "the whole" : about}.`;
  throw new ConditionError(detail, whole);
}
