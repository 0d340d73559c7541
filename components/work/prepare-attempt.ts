import type { Artifact, Attempt, Task, UsageSummary } from "@/lib/work/schema";
import type { Status } from "../ui/status-tones";

/** The badge of an attempt: how it ended, or what it does now. */
export function attemptStatus(attempt: Attempt, task: Pick<Task, "cancel">): Status {
  if (attempt.outcome === "lost") return { kind: "agent", value: "lost" };
  if (attempt.outcome) return { kind: "task", value: attempt.outcome };
  if (task.cancel) return { kind: "task", value: "cancelling" };
  return { kind: "task", value: attempt.startedAt ? "running" : "claimed" };
}

/** Whether the runner confirmed that the process is gone; null where the question does not arise. */
export function stopWords(attempt: Pick<Attempt, "outcome" | "stopConfirmedAt">): string | null {
  if (attempt.outcome !== "cancelled") return null;
  return attempt.stopConfirmedAt ? "Confirmed" : "Not confirmed";
}

const compact = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });

/** `950`, `12.3K`, `4.5M` */
export function formatTokens(count: number): string {
  return compact.format(count);
}

/** `12.4K in, 1.8K out`; input counts what was read from and written to a cache too. Null when nothing was counted. */
export function tokenWords(usage: UsageSummary | null): string | null {
  if (!usage) return null;
  const { inputTokens, cacheReadTokens, cacheWriteTokens, cacheWrite1hTokens } = usage;
  const input = total(inputTokens, cacheReadTokens, cacheWriteTokens, cacheWrite1hTokens);
  const parts = [
    input === null ? null : `${formatTokens(input)} in`,
    usage.outputTokens === undefined ? null : `${formatTokens(usage.outputTokens)} out`,
  ].filter((part) => part !== null);
  return parts.length > 0 ? parts.join(", ") : null;
}

function total(...counts: (number | undefined)[]): number | null {
  const known = counts.filter((count) => count !== undefined);
  return known.length === 0 ? null : known.reduce((sum, count) => sum + count, 0);
}

/** The attempt named in the address, or the newest; attempts come newest first. */
export function chooseAttempt(attempts: Attempt[], wanted: string | null): Attempt | undefined {
  return attempts.find((attempt) => attempt.id === wanted) ?? attempts[0];
}

export function logOf(artifacts: Artifact[], attemptId: string): Artifact | undefined {
  return artifacts.find((artifact) => artifact.type === "log" && artifact.attemptId === attemptId);
}
