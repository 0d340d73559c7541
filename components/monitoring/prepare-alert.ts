// Alerts in words.
import type { Tone } from "@/components/ui/tones";
import type { Alert, AlertStateFilter, Remedy, RemedyKind, Severity } from "@/lib/monitoring/schema";
import { formatDuration } from "../ui/time-format";

export const SEVERITY_WORDS: Record<Severity, string> = {
  info: "Info",
  warning: "Warning",
  critical: "Critical",
};

export const STATE_WORDS: Record<AlertStateFilter | "all", string> = {
  live: "Live",
  raised: "Raised",
  acknowledged: "Acknowledged",
  silenced: "Silenced",
  resolved: "Resolved",
  all: "All",
};

/** `task_stuck` becomes `Task stuck`. */
export function ruleWords(rule: string): string {
  const words = rule.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** What may be done with an alert in this state. */
export function actsOn({ state, escalated }: Pick<Alert, "state" | "escalated">) {
  const isLive = state !== "resolved";
  return {
    acknowledge: state === "raised" || state === "silenced",
    silence: isLive,
    escalate: isLive && escalated === null,
    resolve: isLive,
  };
}

export const REMEDY_WORDS: Record<RemedyKind, string> = {
  release_claims: "Release what is held",
  fail_over: "Fail over to another agent",
  restart_agent: "Start another agent",
};

export const OUTCOME_WORDS: Record<Remedy["outcome"], { label: string; tone: Tone }> = {
  done: { label: "Done", tone: "success" },
  refused: { label: "Could not be done", tone: "warning" },
  held: { label: "Left alone", tone: "info" },
};

export interface FactRow {
  name: string;
  value: string;
}

/** Ids, which the page links to, and what its title says already. */
const SAID = /\.(id|title|name|project|ticket|agent|host)$/;
/** A time that is 0 where nothing runs or waits. */
const SPAN = /\.(pending|running|silent)_s$/;

/** The facts of an alert as lines: seconds in words, and what says nothing left out. */
export function toFactRows(facts: Alert["facts"]): FactRow[] {
  return Object.entries(facts)
    .filter(
      ([name, value]) =>
        value !== "" && value !== null && !SAID.test(name) && !(value === 0 && SPAN.test(name)),
    )
    .map(([name, value]) => ({ name: factName(name), value: factValue(name, value) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function factName(name: string): string {
  const words = name
    .replace(/_s$/, "")
    .replace(/_1h$/, " in the last hour")
    .replace(/^(task|agent|host|failed_task)\./, "")
    .replace(".", ": ")
    .replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function factValue(name: string, value: Alert["facts"][string]): string {
  if (typeof value === "number") {
    if (name.endsWith("_s")) return formatDuration(value * 1000);
    if (/_rate$|_share/.test(name)) return `${Math.round(value * 100)} %`;
    return value.toLocaleString("en", { maximumFractionDigits: 3 });
  }
  if (typeof value === "boolean") return value ? "Yes" : "No";
  return typeof value === "string" ? value : JSON.stringify(value);
}
