"use client";

import { useProject } from "@/components/shell/use-project";
import { Tabs } from "@/components/ui/tabs";

const PLACES = [
  { path: "/alerts", label: "Alerts" },
  { path: "/alerts/metrics", label: "Metrics" },
  { path: "/alerts/rules", label: "Rules" },
] as const;

/** What is wrong, the course of what is measured, and what is looked for. */
export function AlertsTabs({ current }: { current: (typeof PLACES)[number]["path"] }) {
  const { inProject } = useProject();
  return (
    <div className="mb-4">
      <Tabs
        label="Alerts"
        tabs={PLACES.map(({ path, label }) => ({ href: inProject(path), label }))}
        current={inProject(current)}
      />
    </div>
  );
}
