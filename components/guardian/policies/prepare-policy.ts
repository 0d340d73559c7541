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

/** "Override a priority: task_…, CRITICAL" */
export function interventionWords(intervention: Intervention): string {
  return `${TYPE_WORDS[intervention.type]}: ${detailOf(intervention)}`;
}

function detailOf(intervention: Intervention): string {
  switch (intervention.type) {
    case "cancel_task":
      return intervention.taskId;
    case "override_priority":
      return `${scopeWords(intervention.scope)} to ${intervention.priority}`;
    case "reallocate": {
      const { slots, to } = intervention;
      return `${slots.prefer ?? slots.max} slots to ${scopeWords(to)}`;
    }
    case "pause":
      return scopeWords(intervention.scope);
    case "quarantine_agent":
    case "replace_agent":
      return intervention.agentId;
  }
}

type Scope =
  | Extract<Intervention, { scope: unknown }>["scope"]
  | Extract<Intervention, { to: unknown }>["to"];

function scopeWords(scope: Scope): string {
  switch (scope.kind) {
    case "all":
      return "everything";
    case "task":
      return scope.taskId;
    case "ticket":
      return scope.ticketId;
    case "project":
      return scope.projectId;
    case "agent":
      return scope.agentId;
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
