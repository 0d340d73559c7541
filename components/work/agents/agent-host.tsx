import Link from "next/link";
import type { Agent } from "@/lib/work/schema";
import { useWorkHref } from "../use-work-href";

/** The host that started the agent, and the machine that it runs on. */
export function AgentHost({
  agent: { runnerHost, host, status },
}: {
  agent: Pick<Agent, "runnerHost" | "host" | "status">;
}) {
  const href = useWorkHref();
  if (!runnerHost) return <span className="wrap-anywhere">{host ?? "Not said"}</span>;
  // With its last agent the host has ended, too: then it is among the retired.
  const retired = status === "retired" ? "true" : null;
  return (
    <span className="wrap-anywhere">
      <Link
        href={href(`/agents/hosts#${runnerHost.id}`, { retired })}
        className="underline hover:no-underline"
      >
        {runnerHost.name}
      </Link>
      {host && ` on ${host}`}
    </span>
  );
}
