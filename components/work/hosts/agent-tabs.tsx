"use client";

import { useProject } from "@/components/shell/use-project";
import { Tabs } from "@/components/ui/tabs";

const PLACES = [
  { path: "/agents", label: "Agents" },
  { path: "/agents/hosts", label: "Hosts" },
] as const;

/** The fleet, and the machines that start it. */
export function AgentTabs({ current }: { current: (typeof PLACES)[number]["path"] }) {
  const { inProject } = useProject();
  return (
    <div className="mb-4">
      <Tabs
        label="Agents and hosts"
        tabs={PLACES.map(({ path, label }) => ({ href: inProject(path), label }))}
        current={inProject(current)}
      />
    </div>
  );
}
