import type { SubjectKind } from "@/lib/monitoring/schema";
import type { CelFacts, FactValues } from "../../cel/environment";

/** What a subject is, or belongs to: what `subject` can stand for in a policy's actions. */
export interface Belongings {
  task?: string;
  ticket?: string;
  project?: string;
  phase?: string;
  agent?: string;
  host?: string;
}

/** One thing that a condition is asked about. */
export interface Subject {
  id: string;
  label: string;
  facts: FactValues;
  cel: CelFacts;
  /** Facts of it that are not known. */
  missing: readonly string[];
  belongings: Belongings;
}

const OF_ID: Record<string, keyof Belongings> = {
  task: "task",
  tkt: "ticket",
  prj: "project",
  agent: "agent",
  host: "host",
};

/** What an id alone tells. */
export function belongingsOfId(id: string): Belongings {
  const part = OF_ID[id.slice(0, id.indexOf("_"))];
  return part ? { [part]: id } : {};
}

/** What `subject` can stand for, by what a policy fires about; of an alert or an event only its id tells. */
export const PARTS_OF: Record<SubjectKind | "entity" | "whole", readonly (keyof Belongings)[]> = {
  task: ["task", "ticket", "project", "phase", "agent"],
  agent: ["agent", "project", "host"],
  budget: ["project"],
  alert: ["task", "ticket", "project", "phase", "agent", "host"],
  entity: ["task", "ticket", "project", "phase", "agent", "host"],
  whole: [],
};

/** Of the facts of a task, an agent or a budget; empty text stands for none. */
export function belongingsOf(kind: SubjectKind, facts: FactValues): Belongings {
  const own = { task: "task", agent: "agent", budget: "", alert: "" }[kind];
  const given: Record<string, unknown> = { ...facts, ...(own ? { [own]: facts.id } : {}) };
  const parts = PARTS_OF[kind].filter((part) => typeof given[part] === "string" && given[part] !== "");
  return Object.fromEntries(parts.map((part) => [part, given[part] as string]));
}
