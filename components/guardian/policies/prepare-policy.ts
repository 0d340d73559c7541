// Policies in words.
import type {
  DryRunFiring,
  Firing,
  Intervention,
  PolicyMeaning,
  PolicyMode,
  PolicySummary,
} from "@/lib/guardian/schema";
import { toDuration } from "@/lib/guardian/schema";
import { TYPE_WORDS } from "../prepare-action";

export const MODE_MEANING: Record<PolicyMode, string> = {
  off: "It is not looked at.",
  observe: "What it would do is worked out and noted below. Nothing is done.",
  enforce: "It acts by itself, with the guardian's authority, whenever its condition holds.",
};

const EVERY = { "1m": "Every minute", "1h": "Every hour", "1d": "Every day" };
const UNITS = { s: "seconds", m: "minutes", h: "hours", d: "days" };

/** What makes it look: "When the alert task_stuck is live". */
export function triggerWords({ trigger: { kind, value } }: Pick<PolicyMeaning, "trigger">): string {
  if (kind === "alert") return `While the alert ${value} is live`;
  if (kind === "event") return `After ${value}`;
  return (
    EVERY[value as keyof typeof EVERY] ??
    `Every ${Number.parseInt(value, 10)} ${UNITS[value.slice(-1) as "s"]}`
  );
}

const ABOUT_WORDS: Record<PolicyMeaning["about"], string> = {
  task: "Each task by itself",
  agent: "Each agent by itself",
  budget: "Each budget by itself",
  alert: "Each alert by itself",
  entity: "What the event is about",
  whole: "The installation as a whole",
};

export const aboutWords = ({ about }: Pick<PolicyMeaning, "about">) => ABOUT_WORDS[about];

const NOUNS_ABOUT: Record<PolicyMeaning["about"], [one: string, many: string]> = {
  task: ["task", "tasks"],
  agent: ["agent", "agents"],
  budget: ["budget", "budgets"],
  alert: ["alert", "alerts"],
  entity: ["thing", "things"],
  whole: ["the whole", "the whole"],
};

/** For what its condition is true now: "2 tasks". */
export function trueForWords({ about, matching }: Pick<PolicySummary, "about" | "matching">): string {
  if (matching === 0) return "Nothing";
  const [one, many] = NOUNS_ABOUT[about];
  if (about === "whole") return "The whole";
  return `${matching.toLocaleString("en")} ${matching === 1 ? one : many}`;
}

/** "Move capacity, then pause" */
export function actionWords({ actions }: Pick<PolicyMeaning, "actions">): string {
  return actions
    .map((type, index) => (index === 0 ? TYPE_WORDS[type] : TYPE_WORDS[type].toLowerCase()))
    .join(", then ");
}

/** When what it did ends. */
export function endWords({ rollbackWhen, keepForSeconds, ttlSeconds }: PolicyMeaning): string {
  const latest = `after ${toDuration(ttlSeconds)} at the latest`;
  if (rollbackWhen === null) return `By itself, ${latest}`;
  const held = keepForSeconds > 0 ? ` for ${toDuration(keepForSeconds)}` : "";
  return `Once ${rollbackWhen}${held}; ${latest}`;
}

export function limitWords({ perHour, maxTargets }: PolicyMeaning): string {
  return `${perHour} an hour, ${maxTargets} at a time`;
}

/** What a person should look at first; null: nothing. */
export function troubleOf({ fault, lastFiring }: PolicySummary): string | null {
  if (fault) return fault.message;
  return lastFiring?.outcome === "refused" ? "Its last firing was refused." : null;
}

export function subjectWords({
  subject,
  subjectLabel,
}: Pick<Firing | DryRunFiring, "subject" | "subjectLabel">): string {
  return subject === "" ? "The whole" : subjectLabel;
}

/** "Override a priority: it counts as CRITICAL", said below the name of the subject. */
export function interventionWords(intervention: Intervention, subject = ""): string {
  const detail = detailOf(intervention, subject);
  return detail === IT ? TYPE_WORDS[intervention.type] : `${TYPE_WORDS[intervention.type]}: ${detail}`;
}

function detailOf(intervention: Intervention, subject: string): string {
  switch (intervention.type) {
    case "cancel_task":
      return entityWords(intervention.taskId, subject);
    case "override_priority":
      return `${scopeWords(intervention.scope, subject)} counts as ${intervention.priority}`;
    case "reallocate": {
      const { slots, to } = intervention;
      const count = slots.prefer ?? slots.max;
      return `${count} ${count === 1 ? "slot" : "slots"} to ${scopeWords(to, subject)}`;
    }
    case "pause":
      return scopeWords(intervention.scope, subject);
    case "quarantine_agent":
    case "replace_agent":
      return entityWords(intervention.agentId, subject);
  }
}

const IT = "it";
const NOUNS: Record<string, string> = { task: "task", tkt: "ticket", prj: "project", agent: "agent" };

/** The subject has been named; of another thing only its id is known, of which the end tells it apart. */
function entityWords(id: string, subject: string): string {
  if (id === subject) return IT;
  return `${NOUNS[id.slice(0, id.indexOf("_"))] ?? "record"} …${id.slice(-6)}`;
}

type Scope =
  | Extract<Intervention, { scope: unknown }>["scope"]
  | Extract<Intervention, { to: unknown }>["to"];

function scopeWords(scope: Scope, subject: string): string {
  switch (scope.kind) {
    case "all":
      return "everything";
    case "task":
      return entityWords(scope.taskId, subject);
    case "ticket":
      return entityWords(scope.ticketId, subject);
    case "project":
      return entityWords(scope.projectId, subject);
    case "agent":
      return entityWords(scope.agentId, subject);
    case "phase":
      return `phase ${scope.phase}`;
    case "priority_at_most":
      return `${scope.priority} and below`;
    case "priority_at_least":
      return `${scope.priority} and above`;
  }
}

/** A policy that is new: a text to begin with, which does nothing by itself. */
export function firstText(name: string): string {
  return `# What this policy is for.
policy:
  name: ${name}
  version: 1
  description: What it does, in a sentence.
  min_authority: GUARDIAN
  trigger: { every: 30s }
  when: task.priority == "CRITICAL" && task.state == "pending" && task.pending_s > 600
  for: 60s
  actions:
    - { type: reallocate, to: { ticket: subject }, slots: { min: 1, max: 2 } }
  limits: { per_hour: 6, max_targets: 3 }
  approval: { required: true, timeout: 10m, on_timeout: expire }
  rollback:
    when: queue.critical_pending == 0
    keep_for: 120s
    max_ttl: 60m
`;
}
