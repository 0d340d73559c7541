// Runner hosts in words.
import type { statusLooks } from "@/components/ui/status-tones";
import type { AgentStatus, Host, HostRequest, HostTemplate } from "@/lib/work/schema";

type RequestLook =
  | { kind: "host_request"; value: keyof (typeof statusLooks)["host_request"] }
  | { kind: "agent"; value: AgentStatus };

/** A request as people see it: from the asking to the end of its agent, whose own state it is where that says more. */
export function requestState({
  status,
  endedAt,
  agentStatus,
}: Pick<HostRequest, "status" | "endedAt" | "agentStatus">): RequestLook {
  const kind = "host_request";
  if (status === "requested") return { kind, value: "waiting" };
  if (status === "accepted") return { kind, value: "starting" };
  if (status !== "done") return { kind, value: status };
  if (endedAt) return { kind, value: "ended" };
  const isUp = agentStatus === null || agentStatus === "idle" || agentStatus === "running";
  return isUp ? { kind, value: "running" } : { kind: "agent", value: agentStatus };
}

/** Why the host can start no agent now; null when it can. */
export function startObstacle({ status, load, agentsMax }: Pick<Host, "status" | "load" | "agentsMax">) {
  if (status === "offline") return "It has been silent for too long.";
  if (status === "draining") return "It starts no more agents.";
  if (status === "retired") return "It has ended.";
  if (load < agentsMax) return null;
  return agentsMax === 1 ? "Its only place is taken." : `All ${agentsMax} places are taken.`;
}

export function mayDrainHost({ status }: Pick<Host, "status">): boolean {
  return status !== "draining" && status !== "retired";
}

/** What draining means for this host, for the dialog that asks. */
export function drainHostConsequence({ load, status }: Pick<Host, "load" | "status">): string {
  if (status === "offline")
    return "It has been silent for too long, so it is retired at once. Its agents, if any live, go on.";
  if (load === 0) return "It starts no more agents. It runs none, so its program ends at once.";
  const agents =
    load === 1 ? "Its agent finishes its tasks and ends" : "Its agents finish their tasks and end";
  return `It starts no more agents. ${agents}, then its program ends too.`;
}

/** `claude-code, model-x, 2 tasks at a time, typescript` */
export function templateWords({ profile, model, capacity, capabilities }: HostTemplate): string {
  const kind = profile === "command" ? "own command" : profile;
  const words = [kind, model, ...(capacity > 1 ? [`${capacity} tasks at a time`] : []), ...capabilities];
  return words.filter(Boolean).join(", ") || "one task at a time";
}

export function loadWords({
  load,
  agentsMax,
  unheard,
}: Pick<Host, "load" | "agentsMax" | "unheard">): string {
  const words = `${load} of ${agentsMax} ${agentsMax === 1 ? "agent" : "agents"}`;
  return unheard > 0 ? `${words}, ${unheard} not heard of` : words;
}
