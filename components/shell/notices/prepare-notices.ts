// What every page says at once, in words.
import { formatUtc } from "@/components/ui/time-format";
import { GUARDIAN_VERBS } from "@/components/work/guardian-verbs";
import type { WaitingProposal, WidePause } from "@/lib/guardian/schema";

/** `All work is paused by Ada`, `Project Shop is paused by Policy queue_overflow` */
export function pauseWords({ projectId, projectName, ownerName }: WidePause): string {
  const what = projectId === null ? "All work" : `Project ${projectName ?? projectId}`;
  return `${what} is paused by ${ownerName}`;
}

/** ` until 10:52 UTC`, with its day where that is another one; nothing while nobody has said when. */
export function untilWords(expiresAt: string | null, nowMs: number | null): string {
  if (expiresAt === null) return "";
  const words = formatUtc(new Date(expiresAt));
  const isToday = nowMs !== null && expiresAt.slice(0, 10) === new Date(nowMs).toISOString().slice(0, 10);
  return ` until ${isToday ? words.slice(words.indexOf(", ") + 2) : words}`;
}

/** The page on which a pause is ended: that of the action or the budget that laid it, or that of all holds. */
export function pausePath({ owner }: Pick<WidePause, "owner">): string {
  if (owner.startsWith("gact_")) return `/guardian/actions/${owner}`;
  return owner.startsWith("bud_") ? "/costs/budgets" : "/overlays";
}

/** `Ada asks to pause: All work` */
export function askWords({ actionType, targetLabel, askedBy }: WaitingProposal): string {
  return `${askedBy} asks to ${GUARDIAN_VERBS[actionType]}: ${targetLabel}`;
}

/** `2 interventions wait for a second person` */
export function waitingWords(waiting: number): string {
  return waiting === 1
    ? "1 intervention waits for a second person"
    : `${waiting.toLocaleString("en")} interventions wait for a second person`;
}
