// What conditions of rules and policies may speak of. Safe in a browser: the editor completes these names.

/** As CEL knows them; `int` is a whole number, `double` any. */
export type FactType = "string" | "int" | "double" | "bool";

interface Fact<T extends FactType = FactType> {
  type: T;
  meaning: string;
}

const text = (meaning: string): Fact<"string"> => ({ type: "string", meaning });
const int = (meaning: string): Fact<"int"> => ({ type: "int", meaning });
const double = (meaning: string): Fact<"double"> => ({ type: "double", meaning });

/** Facts about the installation as a whole: there is one of each. Absent, a condition on it cannot be decided. */
export const WHOLE_FACTS = {
  queue: {
    pending: int("Tasks that wait, blocked ones left out"),
    critical_pending: int("CRITICAL tasks that wait, blocked ones left out"),
    high_pending: int("HIGH tasks that wait, blocked ones left out"),
    running: int("Tasks that are claimed or running"),
    oldest_pending_s: int("Seconds for which the oldest waiting task has waited; 0 when none waits"),
    oldest_critical_pending_s: int("The same of CRITICAL tasks"),
    completed_per_min: double("Tasks completed a minute, over the last 15 minutes"),
    failed_per_min: double("Tasks failed a minute, over the last 15 minutes"),
    failure_rate: double(
      "Share of the attempts that ended in the last 15 minutes and failed or were lost; 0 to 1",
    ),
  },
  agents: {
    online: int("Agents that were heard of lately and take work"),
    lost: int("Agents that are lost"),
    quarantined: int("Agents in quarantine"),
    slots: int("Tasks that the agents online can do at once"),
    free_slots: int("Of these, how many are free"),
  },
  spend: {
    usd_per_hour: double("USD spent in the last hour"),
    usd_today: double("USD spent since midnight, UTC"),
  },
} satisfies Record<string, Record<string, Fact>>;

/** Facts about one thing: a condition that names one of these is asked for each that lives. */
export const SUBJECT_FACTS = {
  task: {
    id: text("The task's id"),
    title: text("Its title"),
    project: text("Its project's id"),
    ticket: text("Its ticket's id"),
    phase: text("Its phase"),
    type: text("Its type"),
    priority: text("CRITICAL, HIGH, MEDIUM or LOW, as overridden"),
    state: text("pending, claimed or running"),
    agent: text("The id of the agent that has it; empty when none has"),
    pending_s: int(
      "Seconds for which it has waited for an agent, time under a hold left out; 0 when one has it",
    ),
    running_s: int("Seconds since its attempt began; 0 when none runs"),
    silent_s: int("Seconds since its attempt last wrote output; 0 when none runs"),
    timeout_s: int("Seconds that an attempt may take"),
    attempts: int("Attempts so far"),
    max_attempts: int("Attempts it may have"),
    is_blocked: { type: "bool", meaning: "Another task must end first" },
  },
  agent: {
    id: text("The agent's id"),
    name: text("Its name"),
    project: text("Its project's id; empty when it serves all"),
    host: text("The id of the host that started it; empty when none did"),
    status: text("idle, running, stale, lost, draining or quarantined"),
    capacity: int("Tasks it may do at once"),
    load: int("Tasks it does now"),
    silent_s: int("Seconds since its last heartbeat"),
    failures_1h: int("Attempts of it that failed or were lost in the last hour"),
    completions_1h: int("Attempts of it that completed in the last hour"),
    failure_streak: int("Attempts of it that failed one after the other, up to now"),
  },
  budget: {
    id: text("The budget's id"),
    scope: text("What it covers: global, project, ticket, agent or phase"),
    project: text("Its project's id; empty when it covers all"),
    state: text("within, warning, critical or exceeded"),
    limit_usd: double("USD that may be spent in a period"),
    spent_usd: double("USD spent in this period"),
    share: double("Spent by limit"),
  },
  alert: {
    id: text("The alert's id"),
    rule: text("The rule that raised it"),
    severity: text("info, warning or critical"),
    entity: text("The id of what it is about; empty when it is about none"),
    age_s: int("Seconds since it was raised"),
    is_acknowledged: { type: "bool", meaning: "Somebody has acknowledged it" },
  },
} satisfies Record<string, Record<string, Fact>>;

type WholeKind = keyof typeof WHOLE_FACTS;
export type SubjectKind = keyof typeof SUBJECT_FACTS;

type Value<T extends FactType> = T extends "string" ? string : T extends "bool" ? boolean : number;
type ValuesOf<Facts extends Record<string, { type: FactType }>> = {
  [Name in keyof Facts]: Value<Facts[Name]["type"]>;
};
export type WholeFacts = { [Kind in WholeKind]: ValuesOf<(typeof WHOLE_FACTS)[Kind]> };
export type TaskFacts = ValuesOf<(typeof SUBJECT_FACTS)["task"]>;
export type AgentFacts = ValuesOf<(typeof SUBJECT_FACTS)["agent"]>;
export type BudgetFacts = ValuesOf<(typeof SUBJECT_FACTS)["budget"]>;
export type AlertFacts = ValuesOf<(typeof SUBJECT_FACTS)["alert"]>;
