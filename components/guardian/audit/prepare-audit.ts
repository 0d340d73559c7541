// Audit entries in words: what it was done to, and why.

import type { ActionType } from "@/lib/guardian/schema";
import { type AuditCheck, type AuditEntry, isRefusal } from "@/lib/platform/audit/schema";
import { counted } from "@/lib/platform/counted";
import { entityPath } from "../../work/links";
import { kindAndEnd } from "../../work/prepare-feed";
import { TYPE_WORDS } from "../prepare-action";

export type Detail = AuditEntry["detail"];
export type Json = Detail[string];

/**
 * What it was done to: its name where the entry tells one, else one that is known from another, else its kind and the
 * end of its id.
 */
export function subjectOf(
  { entity, detail }: AuditEntry,
  known: ReadonlyMap<string, string> = new Map(),
): { words: string; path: string | null } {
  const idWords = (id: string) => known.get(id) ?? kindAndEnd(id) ?? id;
  const named = nameIn(detail) ?? askedWords(read(detail.body), idWords);
  const asked = isText(detail.operation) ? detail.operation : null;
  const type = typeWords(detail.actionType) ?? asked ?? typeOfPath(detail.path ?? entity);
  const about = named ?? (entity.startsWith("/") ? null : idWords(entity));
  return { words: [type, about].filter(isText).join(" · ") || entity, path: entityPath(entity) };
}

/** Why, in the words of who did it; of what another had asked for it says who that was. */
export function reasonOf({ act, actorName, reason, detail }: AuditEntry): string | null {
  // Whoever approved gave no reason for what then failed: the reason there was the asker's.
  if (act === "guardian.intervention.failed" && isText(detail.message)) return detail.message;
  const { askedBy } = detail;
  const isAskers = ASKERS.has(act) && isText(askedBy) && askedBy !== actorName;
  return reason && isAskers ? `Asked for by ${askedBy}: ${reason}` : reason;
}

/** Acts whose reason is that of whoever asked, while another one acts. */
const ASKERS = new Set([
  "guardian.intervention.started",
  "guardian.intervention.completed",
  "guardian.resource.reallocated",
  "guardian.approval.expired",
]);

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

function typeWords(type: Json | undefined): string | null {
  return isText(type) && type in TYPE_WORDS ? TYPE_WORDS[type as ActionType] : null;
}

/** An intervention that was refused has no id: which it was stands in the path that was asked. */
function typeOfPath(path: Json): string | null {
  const last = isText(path) && path.startsWith("/") ? (path.split("/").at(-1) ?? "") : "";
  return typeWords(last.replaceAll("-", "_"));
}

/** The target of what was asked and refused, from the request itself: names were not known to it. */
function askedWords(asked: Json | undefined, idWords: (id: string) => string): string | null {
  if (!isObject(asked)) return null;
  const scope = [asked.scope, asked.to].find(isObject) ?? asked;
  const { kind, phase, priority, taskId, ticketId, agentId, projectId } = scope;
  if (kind === "all") return "All work";
  if (kind === "phase" && isText(phase)) return `Phase ${phase}`;
  if (kind === "priority_at_most" && isText(priority)) return `Priority ${priority} and below`;
  if (kind === "priority_at_least" && isText(priority)) return `Priority ${priority} and above`;
  const id = [taskId, ticketId, agentId, projectId].find(isText);
  return id ? idWords(id) : null;
}

/** What ids are called that an entry names, of each the newest; the entries come newest first. */
export function namesIn(
  entries: readonly Pick<AuditEntry, "act" | "entity" | "detail">[],
): Map<string, string> {
  const told = entries.flatMap(({ act, entity, detail }) => [
    [detail.targetEntity, detail.targetLabel],
    [detail.agentId, detail.agentName],
    // What was refused is labelled with how often, and an intervention with its target: neither is a name.
    ...(isText(detail.targetLabel) || isRefusal(act) ? [] : [[entity, nameIn(detail)]]),
  ]);
  const named = told.filter((pair): pair is [string, string] => pair.every(isText));
  return new Map(named.toReversed());
}

function nameIn({ label, targetLabel, title, name, email, policy }: Detail): string | undefined {
  return [label, targetLabel, title, name, email, policy].find(isText);
}

/** The object that a value is, or that its text says; undefined where it is none. */
export function read(value: Json | undefined): Json | undefined {
  if (isObject(value)) return value;
  if (typeof value !== "string" || !/^\s*[[{]/.test(value)) return undefined;
  try {
    return JSON.parse(value) as Json;
  } catch {
    return undefined;
  }
}

export function isObject(value: Json | undefined): value is Detail {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The ends of a hash, which is enough to tell two apart by eye. */
export function shortHash(hash: string): string {
  return `${hash.slice(0, 8)}…${hash.slice(-8)}`;
}

/** `1,204 entries, 12 signed heads and 30 sealed batches of events` */
export function checkedWords({ entries, heads, seals }: AuditCheck): string {
  const parts = [counted(entries, "entry", "entries"), counted(heads, "signed head")];
  const sealed = `${counted(seals.same, "sealed batch", "sealed batches")} of events`;
  const unchecked = seals.gone + seals.renumbered;
  const rest = unchecked > 0 ? `; ${unchecked.toLocaleString("en")} batches can no longer be checked` : "";
  return `${parts.join(", ")} and ${sealed}${rest}`;
}
