import { read } from "@/lib/platform/db/transact";
import { provideGauges, type Sample } from "@/lib/platform/metrics/sources";
import { countAgents } from "../store/agents";
import { COUNTED_MAX, readQueueFigures } from "../store/gauges";

/** Offers the queue's gauges to whoever scrapes; they are the same on every replica. */
export function provideQueueGauges(): void {
  provideGauges({
    name: "queue",
    isShared: true,
    gauges: {
      omoios_tasks: {
        help: `Open tasks by state; counting stops at ${COUNTED_MAX} for each project.`,
        labels: ["state"],
      },
      omoios_oldest_pending_task_age_seconds: { help: "Age of the pending task that was created first." },
      omoios_live_attempts: { help: "Attempts that hold a task now." },
      omoios_live_holds: { help: "Holds in force." },
      omoios_agents: { help: "Agents by status, retired ones left out.", labels: ["status"] },
    },
    read: readSamples,
  });
}

async function readSamples(): Promise<Sample[]> {
  const [figures, agents] = await read((tx) =>
    Promise.all([readQueueFigures(tx), countAgents(tx, undefined)]),
  );
  const { pending, claimed, running, oldestPendingSeconds } = figures;
  const { retired: _, ...present } = agents;
  return [
    ...Object.entries({ pending, claimed, running }).map(([state, value]) => ({
      gauge: "omoios_tasks",
      labels: { state },
      value,
    })),
    // Nothing pending is no age, not the age zero.
    ...(oldestPendingSeconds === null
      ? []
      : [{ gauge: "omoios_oldest_pending_task_age_seconds", value: oldestPendingSeconds }]),
    { gauge: "omoios_live_attempts", value: figures.liveAttempts },
    { gauge: "omoios_live_holds", value: figures.liveHolds },
    ...Object.entries(present).map(([status, value]) => ({
      gauge: "omoios_agents",
      labels: { status },
      value,
    })),
  ];
}
