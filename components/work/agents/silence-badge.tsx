"use client";

import { Badge } from "@/components/ui/badge";
import { Elapsed } from "@/components/ui/duration";
import type { Agent } from "@/lib/work/schema";

/** Of an agent whose status says something else: nobody hears of it. */
export function SilenceBadge({ agent }: { agent: Pick<Agent, "status" | "isSilent" | "lastHeartbeatAt"> }) {
  if (!agent.isSilent || agent.status === "lost") return null;
  return (
    <Badge tone="danger">
      Not heard of for <Elapsed since={agent.lastHeartbeatAt} />
    </Badge>
  );
}
