import type { Agent } from "@/lib/work/schema";
import { toLoadShares } from "../prepare-agent";

/** How much an agent holds of what it can hold, and what reservations keep of it. */
export function LoadMeter({
  agent,
  isShort,
}: {
  agent: Pick<Agent, "load" | "capacity" | "reservedSlots">;
  /** Leaves what is reserved to the bar, where there is no room for words. */
  isShort?: boolean;
}) {
  const { used, reserved, words } = toLoadShares(agent);
  return (
    <span className="inline-flex items-center justify-end gap-2 align-top tabular-nums" title={words}>
      <span
        aria-hidden="true"
        className="flex h-1.5 w-12 overflow-hidden max-sm:hidden rounded-full bg-neutral-soft"
      >
        <span className="block h-full bg-progress" style={{ width: `${used * 100}%` }} />
        <span className="block h-full bg-info opacity-50" style={{ width: `${reserved * 100}%` }} />
      </span>
      <span aria-hidden="true">
        {agent.load}/{agent.capacity}
        {agent.reservedSlots > 0 && !isShort && (
          <span className="text-xs text-muted"> ({agent.reservedSlots} res.)</span>
        )}
      </span>
      <span className="sr-only">{words}</span>
    </span>
  );
}
