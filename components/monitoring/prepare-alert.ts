// Alerts in words.
import type { Tone } from "@/components/ui/tones";
import type {
  Alert,
  AlertDetail,
  AlertStateFilter,
  Remedy,
  RemedyKind,
  Severity,
} from "@/lib/monitoring/schema";
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

/** How a note about an alert of this severity looks. */
export const TONE_OF = { info: "info", warning: "warning", critical: "danger" } as const;

/** Who looks after an alert; empty: nobody does. */
export function lookedAfterWords({
  state,
  acknowledged,
  silenced,
}: Pick<Alert, "state" | "acknowledged" | "silenced">): string {
  if (state === "silenced" && silenced) return `silenced by ${silenced.name}`;
  return state === "acknowledged" && acknowledged ? `acknowledged by ${acknowledged.name}` : "";
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
const SPAN = /\.(pending|running|silent|failing)_s$/;

/** The facts of an alert as lines: seconds in words, and what says nothing left out. */
export function toFactRows(facts: Alert["facts"]): FactRow[] {
  return Object.entries(facts)
    .filter(
      ([name, value]) =>
        !(name === "failed_task.error" && facts["failed_task.message"]) &&
        value !== "" &&
        value !== null &&
        !SAID.test(name) &&
        !(value === 0 && SPAN.test(name)),
    )
    .map(([name, value]) => ({ name: factName(name), value: factValue(name, value) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function factName(name: string): string {
  if (name === "failed_task.message") return "Error";
  const words = name
    .replace(/_s$/, "")
    .replace(/_1h$/, " in the last hour")
    .replace(/^(task|agent|host|failed_task|webhook)\./, "")
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

const NOUNS: Record<string, string> = {
  task: "Task",
  agent: "Agent",
  host: "Host",
  bud: "Budget",
  tkt: "Ticket",
  prj: "Project",
  whk: "Webhook",
};
const nounOf = (id: string) => NOUNS[id.slice(0, id.indexOf("_"))];

/** What the alert is about by its name, then where that belongs. */
export function toPlaces({ entity, facts, about }: Pick<AlertDetail, "entity" | "facts" | "about">) {
  if (!entity) return [];
  const [own, ...around] = about[0]?.id === entity ? about : [{ id: entity, name: nameOf(entity, facts) }];
  return [
    { term: "Concerns", id: entity, name: titled(entity, own?.name ?? "") },
    ...around.map(({ id, name }) => ({ term: nounOf(id) ?? "", id, name })),
  ];
}

/** As it was known when it was seen: a host is called nowhere else. */
function nameOf(id: string, facts: Alert["facts"]): string {
  const { "task.title": task, "failed_task.title": failed, "agent.name": agent, "host.name": host } = facts;
  const webhook = facts["webhook.name"];
  const names: Record<string, unknown> = { Task: task ?? failed, Agent: agent, Host: host, Webhook: webhook };
  const name = names[nounOf(id) ?? ""];
  return typeof name === "string" ? name : "";
}

/** `Task “Mop up”`, `Agent ada-1`; without a name by the end of its id. */
function titled(id: string, name: string): string {
  const noun = nounOf(id);
  if (!noun) return id;
  if (name === "") return `${noun} …${id.slice(-6)}`;
  return noun === "Task" || noun === "Ticket" ? `${noun} “${name}”` : `${noun} ${name}`;
}

/**
 * On what one steps in about an alert; undefined: on a scope that is asked for. A task that has ended, a host or a
 * budget is nothing that a guardian can change.
 */
export function interveneOn({ entity, facts, about }: Pick<AlertDetail, "entity" | "facts" | "about">) {
  if (entity === null) return undefined;
  const kind = entity.slice(0, entity.indexOf("_"));
  const title = about[0]?.name;
  if (title === undefined || "failed_task.id" in facts) return "nothing";
  if (kind === "task" || kind === "agent") return { kind, id: entity, title } as const;
  return kind === "tkt" ? ({ kind: "ticket", id: entity, title } as const) : "nothing";
}
