// The acts of the trail in words.
import type { AuditEntry } from "@/lib/platform/audit/schema";
import type { Tone } from "../../ui/tones";

type Detail = AuditEntry["detail"];

/** Acts whose names do not read as words. */
const ACTS: Record<string, { what: string; tone?: Tone }> = {
  "access.change_member": { what: "Member changed", tone: "info" },
  "access.change_password": { what: "Password changed" },
  "access.create_key": { what: "Key issued", tone: "info" },
  "access.end_sessions": { what: "Signed out everywhere else" },
  "access.first_run": { what: "Link for the first admin made" },
  "access.invite": { what: "Person invited", tone: "info" },
  "access.join": { what: "Joined by an invitation", tone: "success" },
  "access.request.refused": { what: "Refused: no right to it", tone: "warning" },
  "access.revoke_invitation": { what: "Invitation revoked" },
  "access.revoke_key": { what: "Key revoked", tone: "warning" },
  "access.sign_in": { what: "Signed in" },
  "access.sign_in.refused": { what: "Sign-in refused", tone: "warning" },
  "access.sign_out": { what: "Signed out" },
  "agent.drain": { what: "Agent told to drain", tone: "info" },
  "agent.quarantine": { what: "Agent put in quarantine", tone: "danger" },
  "agent.reinstate": { what: "Agent reinstated", tone: "success" },
  "alert.acknowledge": { what: "Alert acknowledged", tone: "info" },
  "alert.escalate": { what: "Alert escalated", tone: "warning" },
  "alert.resolve": { what: "Alert resolved", tone: "success" },
  "alert.silence": { what: "Alert silenced" },
  "guardian.approval.expired": { what: "Approval not given in time", tone: "warning" },
  "guardian.approval.granted": { what: "Intervention approved", tone: "success" },
  "guardian.approval.rejected": { what: "Intervention rejected", tone: "warning" },
  "guardian.approval.requested": { what: "Approval asked for", tone: "info" },
  "guardian.intervention.completed": { what: "Intervention carried out", tone: "success" },
  "guardian.intervention.extended": { what: "End of an intervention set anew", tone: "info" },
  "guardian.intervention.failed": { what: "Intervention failed", tone: "danger" },
  "guardian.intervention.reverted": { what: "Intervention reverted", tone: "success" },
  "guardian.intervention.reviewed": { what: "Intervention reviewed", tone: "info" },
  "guardian.intervention.started": { what: "Intervention begun", tone: "info" },
  "guardian.policy.changed": { what: "Policy changed", tone: "info" },
  "guardian.resource.reallocated": { what: "Capacity moved", tone: "info" },
  "guardian.approve.refused": { what: "Approval refused", tone: "warning" },
  "guardian.extend.refused": { what: "New end refused", tone: "warning" },
  "guardian.intervene.refused": { what: "Intervention refused", tone: "warning" },
  "guardian.policy.change.refused": { what: "Change of a policy refused", tone: "warning" },
  "guardian.reject.refused": { what: "Rejection refused", tone: "warning" },
  "guardian.revert.refused": { what: "Revert refused", tone: "warning" },
  "guardian.review.refused": { what: "Review refused", tone: "warning" },
  "events.realigned": { what: "Events of a restored dump numbered anew", tone: "warning" },
  "events.sealed": { what: "Events sealed" },
  "hold.place.refused": { what: "Hold refused", tone: "warning" },
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
  "webhook.send_waiting": { what: "What waited for a webhook sent" },
  "webhook.rotate": { what: "Secret of a webhook rotated", tone: "info" },
  "webhook.update": { what: "Webhook changed" },
};

/** How acts look that are named by what came of them, such as `hold.placed`. */
const TONES: [words: RegExp, tone: Tone][] = [
  [/failed|exceeded|faulted/, "danger"],
  [/refused$|placed|expired|rejected|escalated|deleted|cancelled/, "warning"],
  [/granted|completed|reverted|accepted|resumed/, "success"],
  [/created|requested|started|registered|rerated|fired/, "info"],
];

interface Words {
  what: string;
  tone: Tone;
}

/** Acts of which what came of them is the news, and that stands in their detail. */
const BY_DETAIL: Record<string, (detail: Detail) => Words | null> = {
  "guardian.policy.changed": ({ from, to }) => policyWords(modeAndHash(from), modeAndHash(to)),
  "guardian.intervention.failed": ({ status }) =>
    status === "stale" ? { what: "Approved too late, nothing was done", tone: "warning" } : null,
  "guardian.approval.granted": ({ isSelfApproved }) =>
    isSelfApproved === true ? { what: "Approved by who asked for it", tone: "warning" } : null,
  "guardian.approval.rejected": ({ isWithdrawn }) =>
    isWithdrawn === true ? { what: "Proposal withdrawn", tone: "neutral" } : null,
};

/** What was done, in words: `hold.placed` is "Hold placed". */
export function actWords({ act, detail = {} }: { act: string; detail?: Detail }): Words {
  const known = BY_DETAIL[act]?.(detail) ?? ACTS[act];
  if (known) return { tone: "neutral", ...known };
  const words = act.replaceAll(/[._]/g, " ");
  const what = words.charAt(0).toUpperCase() + words.slice(1);
  return { what, tone: TONES.find(([ending]) => ending.test(act))?.[1] ?? "neutral" };
}

interface State {
  mode: string;
  hash: string;
}

function policyWords(from: State | null, to: State | null): Words | null {
  if (!to) return null;
  const tone = to.mode === "enforce" ? "warning" : "info";
  if (!from) return { what: `Policy made, mode ${to.mode}`, tone };
  const moved = from.mode === to.mode ? null : `switched from ${from.mode} to ${to.mode}`;
  if (from.hash === to.hash) return moved ? { what: `Policy ${moved}`, tone } : null;
  return { what: moved ? `Policy’s text changed, and ${moved}` : "Policy’s text changed", tone };
}

function modeAndHash(state: Detail[string] | undefined): State | null {
  if (typeof state !== "object" || state === null || Array.isArray(state)) return null;
  const { mode, hash } = state;
  return typeof mode === "string" && typeof hash === "string" ? { mode, hash } : null;
}
