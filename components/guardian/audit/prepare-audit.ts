// Audit entries in words: what was done to what, and what changed by it.

import type { AuditCheck, AuditEntry } from "@/lib/platform/audit/schema";
import type { Tone } from "../../ui/tones";
import { entityPath } from "../../work/links";

type Detail = AuditEntry["detail"];
type Json = Detail[string];

/** Acts whose names do not read as words. */
const ACTS: Record<string, { what: string; tone?: Tone }> = {
  "access.change_member": { what: "Member changed", tone: "info" },
  "access.change_password": { what: "Password changed" },
  "access.create_key": { what: "Key issued", tone: "info" },
  "access.end_sessions": { what: "Signed out everywhere else" },
  "access.first_run": { what: "Link for the first admin made" },
  "access.invite": { what: "Person invited", tone: "info" },
  "access.join": { what: "Joined by an invitation", tone: "success" },
  "access.revoke_invitation": { what: "Invitation revoked" },
  "access.revoke_key": { what: "Key revoked", tone: "warning" },
  "agent.drain": { what: "Agent told to drain", tone: "info" },
  "agent.quarantine": { what: "Agent put in quarantine", tone: "danger" },
  "agent.reinstate": { what: "Agent reinstated", tone: "success" },
  "alert.acknowledge": { what: "Alert acknowledged", tone: "info" },
  "alert.escalate": { what: "Alert escalated", tone: "warning" },
  "alert.resolve": { what: "Alert resolved", tone: "success" },
  "alert.silence": { what: "Alert silenced" },
  "events.realigned": { what: "Events of a restored dump numbered anew", tone: "warning" },
  "events.sealed": { what: "Events sealed" },
  "project.create": { what: "Project created", tone: "info" },
  "project.update": { what: "Project changed" },
  "reaction.retry": { what: "Failed reaction tried again" },
  "task.cancel": { what: "Task cancelled", tone: "warning" },
  "task.preempt": { what: "Task preempted", tone: "warning" },
  "ticket.status": { what: "Ticket’s status changed", tone: "info" },
  "ticket.transition": { what: "Ticket moved to another phase", tone: "info" },
  "view.create": { what: "View saved" },
  "view.delete": { what: "View deleted" },
  "view.update": { what: "View changed" },
  "webhook.create": { what: "Webhook set up", tone: "info" },
  "webhook.delete": { what: "Webhook deleted" },
  "webhook.disable": { what: "Webhook switched off", tone: "warning" },
  "webhook.enable": { what: "Webhook switched on", tone: "success" },
  "webhook.replay": { what: "Delivery repeated" },
  "webhook.rotate": { what: "Secret of a webhook rotated", tone: "info" },
  "webhook.update": { what: "Webhook changed" },
};

/** How acts look that are named by what came of them, such as `hold.placed`. */
const TONES: [words: RegExp, tone: Tone][] = [
  [/failed|exceeded|faulted/, "danger"],
  [/placed|expired|rejected|escalated|deleted|cancelled/, "warning"],
  [/granted|completed|reverted|accepted|resumed/, "success"],
  [/created|requested|started|registered|rerated|fired/, "info"],
];

/** What was done, in words: `hold.placed` is "Hold placed". */
export function actWords({ act }: Pick<AuditEntry, "act">): { what: string; tone: Tone } {
  const known = ACTS[act];
  if (known) return { tone: "neutral", ...known };
  const words = act.replaceAll(/[._]/g, " ");
  const what = words.charAt(0).toUpperCase() + words.slice(1);
  return { what, tone: TONES.find(([ending]) => ending.test(act))?.[1] ?? "neutral" };
}

/** What it was done to: its name where the entry tells one, else its id, shortened. */
export function subjectOf({ entity, detail }: AuditEntry): { words: string; path: string | null } {
  const { label, targetLabel, title, name, email, policy } = detail;
  const named = [label, targetLabel, title, name, email, policy].find(
    (word) => typeof word === "string" && word !== "",
  );
  return { words: typeof named === "string" ? named : shortId(entity), path: entityPath(entity) };
}

function shortId(id: string): string {
  const kind = /^[a-z]+_/.exec(id)?.[0];
  return kind && id.length > kind.length + 8 ? `${kind}…${id.slice(-6)}` : id;
}

export interface Change {
  field: string;
  before: string;
  after: string;
}

/** What an act changed, field by field, and what else it tells. */
export function splitDetail(detail: Detail): { changes: Change[]; facts: Detail; rest: Detail } {
  // The label stands above already.
  const { before, after, from, to, facts, label: _, ...others } = detail;
  const [was, is] = before !== undefined || after !== undefined ? [before, after] : [from, to];
  const given = isObject(facts) ? facts : {};
  const rest = { ...others, ...(facts !== undefined && !isObject(facts) ? { facts } : {}) };
  if (was === undefined && is === undefined) return { changes: [], facts: given, rest };
  if (!isObject(was) && !isObject(is)) {
    return { changes: [{ field: "value", before: shown(was), after: shown(is) }], facts: given, rest };
  }
  const [old, now] = [isObject(was) ? was : {}, isObject(is) ? is : {}];
  const changes = Object.keys({ ...old, ...now })
    .filter((field) => JSON.stringify(old[field]) !== JSON.stringify(now[field]))
    .map((field) => ({ field, before: shown(old[field]), after: shown(now[field]) }));
  return { changes, facts: given, rest };
}

function isObject(value: Json | undefined): value is Detail {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A value as people read it; what is not there is a dash. */
export function shown(value: Json | undefined): string {
  if (value === undefined || value === null || value === "") return "–";
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** The ends of a hash, which is enough to tell two apart by eye. */
export function shortHash(hash: string): string {
  return `${hash.slice(0, 8)}…${hash.slice(-8)}`;
}

/** `1,204 entries, 12 signed heads and 30 sealed batches of events` */
export function checkedWords({ entries, heads, seals }: AuditCheck): string {
  const parts = [count(entries, "entry", "entries"), count(heads, "signed head", "signed heads")];
  const sealed = `${count(seals.same, "sealed batch", "sealed batches")} of events`;
  const unchecked = seals.gone + seals.renumbered;
  const rest = unchecked > 0 ? `; ${unchecked.toLocaleString("en")} batches can no longer be checked` : "";
  return `${parts.join(", ")} and ${sealed}${rest}`;
}

function count(n: number, one: string, many: string): string {
  return `${n.toLocaleString("en")} ${n === 1 ? one : many}`;
}
