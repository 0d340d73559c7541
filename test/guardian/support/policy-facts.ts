// Facts as the engine is given them, and its pure core asked about them.
import { type CompiledPolicy, compilePolicy } from "@/lib/guardian/rules/policies/compile";
import { evaluate, type Match } from "@/lib/guardian/rules/policies/evaluate";
import { type Known, toSnapshot } from "@/lib/guardian/rules/policies/snapshot";
import type { AlertFacts, TaskFacts } from "@/lib/monitoring/schema";
import { newId } from "@/lib/platform/ids";
import { policyText } from "./policies";

export const AT = new Date("2026-11-20T12:00:00Z");
export const later = (seconds: number) => new Date(AT.getTime() + seconds * 1000);

export function compiled(lines: Record<string, string>, name = "a-policy"): CompiledPolicy {
  const result = compilePolicy(policyText(name, lines));
  if ("faults" in result) throw new Error(JSON.stringify(result.faults));
  return result.policy;
}

export const aTaskOf = (over: Partial<TaskFacts> = {}): TaskFacts => ({
  id: newId("task"),
  title: "A task",
  project: newId("prj"),
  ticket: newId("tkt"),
  phase: "TESTING",
  type: "code",
  priority: "HIGH",
  state: "pending",
  agent: "",
  pending_s: 10,
  running_s: 0,
  silent_s: 0,
  timeout_s: 600,
  attempts: 0,
  max_attempts: 3,
  is_blocked: false,
  ...over,
});

export const anAlertOf = (over: Partial<AlertFacts> = {}): AlertFacts => ({
  id: newId("alrt"),
  rule: "task_stuck",
  severity: "critical",
  entity: "",
  age_s: 5,
  is_acknowledged: false,
  ...over,
});

export const QUEUE = {
  pending: 10,
  critical_pending: 1,
  high_pending: 2,
  running: 3,
  oldest_pending_s: 60,
  oldest_critical_pending_s: 5,
  completed_per_min: 1.5,
  failed_per_min: 0,
  failure_rate: 0,
};
export const AGENTS = { online: 2, lost: 0, quarantined: 0, slots: 4, free_slots: 1 };
const SPEND = { usd_per_hour: 12.5, usd_today: 80 };
export const known = (over: Partial<Known> = {}): Known => ({
  at: AT,
  whole: { queue: QUEUE, agents: AGENTS, spend: SPEND },
  task: [],
  agent: [],
  budget: [],
  alert: [],
  ...over,
});

export const fire = (lines: Record<string, string>, over: Partial<Known> = {}, matches: Match[] = []) =>
  evaluate([compiled(lines)], toSnapshot(known(over)), matches);
export const holds = (when: string, over: Partial<Known> = {}) => fire(quoted(when), over).begun.length > 0;
export const quoted = (when: string) => ({ when: JSON.stringify(when) });
