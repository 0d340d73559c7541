// What the conditions of alert rules may name: the facts that policies know too, and a few more of this room's own.
import { type FactType, type RuleSubject, SUBJECT_FACTS, WHOLE_FACTS } from "../schema";

export type Value = string | number | boolean;
export type FactsOf = Readonly<Record<string, Value>>;

type Types = Record<string, FactType>;

const typesOf = (facts: Record<string, { type: FactType }>): Types =>
  Object.fromEntries(Object.entries(facts).map(([name, { type }]) => [name, type]));

/** The kinds of things that a rule may be asked for one by one, and their facts. */
const SUBJECTS: Record<Exclude<RuleSubject, "whole">, Types> = {
  task: {
    ...typesOf(SUBJECT_FACTS.task),
    is_held: "bool",
    is_stopping: "bool",
    free_slots: "int",
    leases_lost: "int",
  },
  agent: {
    ...typesOf(SUBJECT_FACTS.agent),
    is_lost: "bool",
    failed_share_1h: "double",
    replacement: "string",
  },
  host: {
    id: "string",
    name: "string",
    project: "string",
    status: "string",
    silent_s: "int",
    agents: "int",
    agents_max: "int",
  },
  failed_task: {
    id: "string",
    title: "string",
    project: "string",
    phase: "string",
    priority: "string",
    attempts: "int",
    max_attempts: "int",
    ended_s: "int",
    error: "string",
    message: "string",
  },
  webhook: {
    id: "string",
    name: "string",
    project: "string",
    route: "string",
    health: "string",
    disabled_by: "string",
    failing_s: "int",
    waiting: "int",
    trouble: "string",
  },
};

const WHOLE: Record<string, Types> = {
  queue: typesOf(WHOLE_FACTS.queue),
  agents: typesOf(WHOLE_FACTS.agents),
};

/** Gauges of the platform's registry, as they were sampled last. */
export const GAUGE = /^omoios_[a-z0-9_]+$/;

/** The type of a fact such as `queue.pending` or `task.priority`, for rules of this subject; null: there is none. */
export function typeOf(name: string, subject: RuleSubject): FactType | null {
  if (GAUGE.test(name)) return "double";
  const [kind = "", fact = ""] = name.split(".");
  if (kind === subject && subject !== "whole") return SUBJECTS[subject][fact] ?? null;
  return WHOLE[kind]?.[fact] ?? null;
}

/** The names that a rule of this subject may use. */
export function namesFor(subject: RuleSubject): string[] {
  const own = subject === "whole" ? {} : { [subject]: SUBJECTS[subject] };
  return Object.entries({ ...WHOLE, ...own }).flatMap(([kind, types]) =>
    Object.keys(types).map((fact) => `${kind}.${fact}`),
  );
}

export const isNumeric = (type: FactType | null) => type === "int" || type === "double";
