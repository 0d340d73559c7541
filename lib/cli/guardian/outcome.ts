// What became of an intervention: in words, and as an exit code.
import { type ActionStatus, GuardianAction } from "@/lib/guardian/schema";
import { sleep } from "@/lib/worker/backoff";
import { type Invocation, type OptionSpec, value } from "../command";
import { EXIT } from "../exit-codes";
import { readSeconds } from "../input";
import { instant } from "../output";

const LOOK_AGAIN_MS = 1_000;
const WAIT_SECONDS_MAX = 7 * 24 * 3600;

export const WAIT_OPTIONS: Record<string, OptionSpec> = {
  timeout: value("Wait at most so long, such as 90s or 10m", "time"),
};

const CODES: Record<ActionStatus, number> = {
  proposed: EXIT.waiting,
  approved: EXIT.ok,
  executing: EXIT.ok,
  executed: EXIT.ok,
  // Whoever waits to do something under it must not think that it stands.
  reverting: EXIT.rejected,
  reverted: EXIT.rejected,
  rejected: EXIT.rejected,
  expired: EXIT.rejected,
  failed: EXIT.unsuccessful,
  stale: EXIT.stale,
};

/** Waits, if that is asked for, and tells how it stands with an action; resolves with the exit code. */
export async function settle(
  invocation: Invocation,
  action: GuardianAction,
  { waits }: { waits: boolean },
): Promise<number> {
  const { out } = invocation;
  if (!waits || !isOpen(action)) {
    show(invocation, action);
    return CODES[action.status];
  }
  if (!out.isJson) out.remark(outcomeWords(invocation, action));
  const last = await waitFor(invocation, action);
  show(invocation, last);
  return isOpen(last) ? EXIT.overdue : CODES[last.status];
}

function isOpen({ status }: GuardianAction): boolean {
  return status === "proposed" || status === "approved" || status === "executing";
}

/** Until it is decided and carried out, or the time is over. */
async function waitFor(
  { call, options, signal }: Invocation,
  action: GuardianAction,
): Promise<GuardianAction> {
  const seconds = readSeconds(options, "timeout", WAIT_SECONDS_MAX) ?? Number.POSITIVE_INFINITY;
  const end = performance.now() + seconds * 1000;
  const path = `/guardian/actions/${action.id}`;
  let now = action;
  while (isOpen(now) && performance.now() < end && !signal.aborted) {
    await sleep(Math.min(LOOK_AGAIN_MS, end - performance.now()), signal);
    now = await call({ method: "GET", path, reply: GuardianAction, signal });
  }
  return now;
}

function show(invocation: Invocation, action: GuardianAction): void {
  const { out } = invocation;
  if (out.isJson) out.json(action);
  else out.remark(outcomeWords(invocation, action));
}

function outcomeWords({ connection }: Invocation, action: GuardianAction): string {
  const { status, targetLabel, expiresAt, failure, approval, auditLog } = action;
  const decided = auditLog.findLast((step) => step.status === status);
  const ends = expiresAt ? `; it ends ${instant(expiresAt)}` : "";
  const done = action.effects.map(({ label }) => label).join("; ") || targetLabel;
  const words: Record<ActionStatus, string> = {
    proposed: `Nothing is done yet: a person must approve it by ${instant(approval?.expiresAt)} at ${connection.url}/guardian/approvals. ${approval?.reasons.join(" ") ?? ""}`,
    approved: "Approved.",
    executing: `Begun: ${done}${ends}. ${action.actionType === "replace_agent" ? "A host is asked to start the new agent." : "What runs is being stopped."}`,
    executed: `Done: ${done}${ends}.`,
    reverting: "It is being reverted.",
    reverted: "It was reverted, or has ended.",
    rejected: `Rejected by ${decided?.byName ?? "a person"}: ${decided?.note ?? "no reason is given"} Nothing is done.`,
    expired: "Nobody approved it in time. Nothing is done.",
    failed: `Failed: ${failure ?? "no reason is known"}`,
    stale: `Nothing is done: ${failure ?? "its target has changed."}`,
  };
  return words[status].trim();
}
