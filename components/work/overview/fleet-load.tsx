import type { Agent } from "@/lib/work/schema";
import { LoadMeter } from "../agents/load-meter";
import { fleetLoad } from "../prepare-overview";

/** The slots of all agents that can work, in one bar. */
export function FleetLoad({ agents, isComplete }: { agents: Agent[]; isComplete: boolean }) {
  const fleet = fleetLoad(agents);
  return (
    <p className="flex items-center justify-between gap-3 border-b border-line px-4 py-2 text-muted">
      <span>
        Fleet load
        {!isComplete && <span className="text-xs"> of the newest {agents.length.toLocaleString("en")}</span>}
      </span>
      <LoadMeter agent={fleet} />
    </p>
  );
}
