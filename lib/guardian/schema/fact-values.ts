// Words that a fact may be: a condition that compares it with another would never be true. Safe in a browser.
import type { SubjectKind } from "@/lib/monitoring/schema";

const PRIORITIES = ["CRITICAL", "HIGH", "MEDIUM", "LOW"];

/** By the fact's whole name; facts that are not listed may be any text. */
export const FACT_VALUES: Readonly<Partial<Record<`${SubjectKind}.${string}`, readonly string[]>>> = {
  "task.priority": PRIORITIES,
  "task.state": ["pending", "claimed", "running"],
  "agent.status": ["idle", "running", "stale", "lost", "draining", "quarantined"],
  "budget.scope": ["global", "project", "ticket", "agent", "phase"],
  "budget.state": ["within", "warning", "critical", "exceeded"],
  "alert.severity": ["info", "warning", "critical"],
};
