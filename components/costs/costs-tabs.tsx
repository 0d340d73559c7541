"use client";

import { useProject } from "@/components/shell/use-project";
import { Tabs } from "@/components/ui/tabs";

const PLACES = [
  { path: "/costs", label: "Overview" },
  { path: "/costs/records", label: "Records" },
  { path: "/costs/budgets", label: "Budgets" },
  { path: "/costs/forecast", label: "Forecast" },
  { path: "/costs/recommendations", label: "Recommendations" },
  { path: "/costs/prices", label: "Prices" },
] as const;

/** What was spent, the calls behind it, what may be spent, and what models cost. */
export function CostsTabs({ current }: { current: (typeof PLACES)[number]["path"] }) {
  const { inProject } = useProject();
  return (
    <div className="mb-4">
      <Tabs
        label="Costs"
        tabs={PLACES.map(({ path, label }) => ({ href: inProject(path), label }))}
        current={inProject(current)}
      />
    </div>
  );
}
