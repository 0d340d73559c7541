import type { AuditChoice } from "@/lib/platform/audit/queries";
import type { AUDIT_KINDS } from "./search-params";

export type AuditKind = (typeof AUDIT_KINDS)[number];

export interface AuditParams {
  kind: AuditKind[];
  q: string;
  entity: string | null;
  actor: string | null;
  from: string | null;
  to: string | null;
  refused: boolean;
  seals: boolean;
}

const KINDS: Record<AuditKind, { words: string; acts: string[] }> = {
  intervention: {
    words: "Interventions",
    acts: [
      ...["guardian.intervention.*", "guardian.resource.*", "guardian.approval.*"],
      // What was refused is kept under the name of what was asked for.
      ...["intervene", "approve", "reject", "revert", "extend", "review"].map((act) => `guardian.${act}.*`),
    ],
  },
  policy: { words: "Policies", acts: ["guardian.policy.*"] },
  alert: { words: "Alerts and remedies", acts: ["alert.*", "watchdog.*"] },
  overlay: { words: "Overlays", acts: ["hold.*", "priority_override.*", "capacity_reservation.*"] },
  task: { words: "Tasks and tickets", acts: ["task.*", "ticket.*"] },
  agent: { words: "Agents and hosts", acts: ["agent.*", "host.*"] },
  cost: { words: "Costs and budgets", acts: ["cost.*"] },
  access: { words: "People and keys", acts: ["access.*"] },
  setting: {
    words: "Projects and settings",
    acts: ["project.*", "webhook.*", "view.*", "reaction.*"],
  },
};

/** The request behind an address; the same on the server, so that what it prefetched is found. */
export function toAuditFilter(params: AuditParams, project: string | undefined): AuditChoice {
  const acts = params.kind.flatMap((kind) => KINDS[kind].acts);
  return {
    act: acts.join(",") || undefined,
    text: params.q.trim().slice(0, 200) || undefined,
    entity: params.entity?.slice(0, 64) || undefined,
    actor: params.actor?.slice(0, 200) || undefined,
    project,
    refused: params.refused || undefined,
    from: params.from ?? undefined,
    to: params.to ?? undefined,
    seals: params.seals ? "true" : "false",
  };
}

export function isNarrowed({ kind, q, entity, actor, from, to, refused, seals }: AuditParams): boolean {
  return (
    kind.length > 0 ||
    q !== "" ||
    refused ||
    seals ||
    [entity, actor, from, to].some((value) => value !== null)
  );
}

export function kindWords(kind: AuditKind): string {
  return KINDS[kind].words;
}

export function kindChoiceWords(kinds: AuditKind[]): string {
  const [only] = kinds;
  if (!only) return "All acts";
  return kinds.length === 1 ? kindWords(only) : `${kinds.length} kinds of acts`;
}
