// How things were, rebuilt from what was kept. What was not kept is not guessed.
import type { AlertLife } from "@/lib/monitoring/service";
import type { AgentLife, AttemptLife, OverrideLife, TaskLife } from "@/lib/work/service";

export interface AgentChange {
  at: Date;
  agentId: string;
  type: string;
}

/** What happened that triggers the policy. */
interface PastEvent {
  at: Date;
  subjects: readonly string[];
}

export interface History {
  from: Date;
  to: Date;
  /** In the order in which they joined the queue. */
  tasks: readonly TaskLife[];
  /** In the order in which they were claimed. */
  attempts: readonly AttemptLife[];
  overrides: readonly OverrideLife[];
  agents: readonly AgentLife[];
  /** In their order. */
  changes: readonly AgentChange[];
  alerts: readonly AlertLife[];
  /** USD by the minute, in their order, from a day before on. */
  spend: readonly { at: Date; spent: number }[];
  events: readonly PastEvent[];
}

/** Whether an attempt's end says something about how things go; one that was stopped does not. */
export function isJudged({ outcome }: AttemptLife): boolean {
  return outcome === "completed" || outcome === "failed" || outcome === "lost";
}

const NOT_KEPT: Record<string, string> = {
  "task.silent_s": "When a task's output grew is kept only while it runs.",
  "agent.silent_s": "Of heartbeats only the last is kept.",
};
const BUDGET = "What a budget had come to at an earlier time is not kept.";

/** Which of these facts cannot be replayed, and why. */
export function notReplayed(facts: readonly string[]): { fact: string; why: string }[] {
  return facts.flatMap((fact) => {
    const why = fact.startsWith("budget.") ? BUDGET : NOT_KEPT[fact];
    return why ? [{ fact, why }] : [];
  });
}

/** How far what is replayed can be trusted, for a policy that speaks of these facts. */
export function notesFor(facts: readonly string[]): string[] {
  const speaksOf = (...names: string[]) => facts.some((fact) => names.some((name) => fact.startsWith(name)));
  return [
    ...(speaksOf("task.", "queue.")
      ? ["A task's own priority, title and time limit are taken as they are now; overrides as they were."]
      : []),
    ...(speaksOf("agent.status", "agents.")
      ? ["An agent that was stale is taken for idle or running; its capacity is taken as it is now."]
      : []),
    ...(speaksOf("alert.") ? ["An alert that came back within ten minutes is taken for one all along."] : []),
  ];
}
