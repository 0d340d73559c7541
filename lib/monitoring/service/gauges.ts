import { read } from "@/lib/platform/db/transact";
import { provideGauges, type Sample } from "@/lib/platform/metrics/sources";
import { countWaitingParts, type WaitingPart } from "@/lib/work/service";
import { countBySeverity } from "../store/list";
import { readFacts } from "./facts";

/** Projects of which the queue's course is kept: those where most waits. */
const PROJECTS_MAX = 50;
const PRIORITIES = ["CRITICAL", "HIGH", "MEDIUM", "LOW"];

/** Offers what monitoring itself keeps the course of; the same on every replica. */
export function provideMonitoringGauges(): void {
  provideGauges({
    name: "monitoring",
    isShared: true,
    gauges: {
      omoios_queue_pending: {
        help: "Tasks that wait for an agent, blocked ones left out.",
        labels: ["priority"],
      },
      omoios_queue_oldest_pending_seconds: {
        help: "Seconds for which the oldest of them has waited; 0 when none waits.",
        labels: ["priority"],
      },
      omoios_project_pending: {
        help: `The same tasks by project, of the ${PROJECTS_MAX} projects where most wait.`,
        labels: ["project"],
      },
      omoios_tasks_completed_per_minute: { help: "Tasks completed a minute, over the last 15 minutes." },
      omoios_tasks_failed_per_minute: { help: "Tasks failed a minute, over the last 15 minutes." },
      omoios_attempt_failure_rate: {
        help: "Share of the attempts that ended in the last 15 minutes and failed or were lost.",
      },
      omoios_agent_slots: { help: "What the agents online can do at once.", labels: ["state"] },
      omoios_alerts: { help: "Alerts that are not over.", labels: ["severity"] },
    },
    read: readSamples,
  });
}

async function readSamples(): Promise<Sample[]> {
  const { whole } = await read((tx) => readFacts(tx, {}));
  const waiting = await read(countWaitingParts);
  const alerts = await read(countBySeverity);
  const { queue, agents } = whole;
  return [
    ...PRIORITIES.flatMap((priority) => byPriority(priority, waiting)),
    ...byProject(waiting),
    { gauge: "omoios_tasks_completed_per_minute", value: queue.completed_per_min },
    { gauge: "omoios_tasks_failed_per_minute", value: queue.failed_per_min },
    { gauge: "omoios_attempt_failure_rate", value: queue.failure_rate },
    { gauge: "omoios_agent_slots", labels: { state: "free" }, value: agents.free_slots },
    { gauge: "omoios_agent_slots", labels: { state: "busy" }, value: agents.slots - agents.free_slots },
    ...Object.entries(alerts).map(([severity, value]) => ({
      gauge: "omoios_alerts",
      labels: { severity },
      value,
    })),
  ];
}

function byPriority(priority: string, waiting: WaitingPart[]): Sample[] {
  const own = waiting.filter((part) => part.priority === priority);
  const pending = own.reduce((sum, part) => sum + part.pending, 0);
  const oldest = Math.max(0, ...own.map((part) => part.oldestSeconds));
  return [
    { gauge: "omoios_queue_pending", labels: { priority }, value: pending },
    { gauge: "omoios_queue_oldest_pending_seconds", labels: { priority }, value: oldest },
  ];
}

function byProject(waiting: WaitingPart[]): Sample[] {
  const sums = new Map<string, number>();
  for (const { projectId, pending } of waiting) sums.set(projectId, (sums.get(projectId) ?? 0) + pending);
  const most = [...sums].sort(([, a], [, b]) => b - a).slice(0, PROJECTS_MAX);
  return most.map(([project, value]) => ({ gauge: "omoios_project_pending", labels: { project }, value }));
}
